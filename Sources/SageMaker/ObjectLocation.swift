/// An object in S3 that a template names.
struct ObjectLocation: Sendable, Hashable {
    let bucket: Substitution
    let key: Substitution

    init(bucket: Substitution, key: Substitution) {
        self.bucket = bucket
        self.key = key
    }

    /// Reads `s3://bucket/key`, or returns nil for any other text.
    init?(uri: String) {
        guard uri.hasPrefix("s3://") else { return nil }
        let parts = uri.dropFirst("s3://".count).split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !parts[0].isEmpty, !parts[1].isEmpty else { return nil }
        self.init(bucket: "\(String(parts[0]))", key: "\(String(parts[1]))")
    }

    /// Whether it is not an object but all objects below it.
    var isPrefix: Bool {
        guard case .text(let text) = key.parts.last else { return false }
        return text.hasSuffix("/")
    }

    /// What a definition consumes.
    var uri: Substitution { "s3://\(bucket)/\(key)" }

    /// What a policy names, and nothing beside it.
    var arn: Substitution { "arn:\(.partition):s3:::\(bucket)/\(key.escapedForPolicy)\(isPrefix ? "*" : "")" }
}
