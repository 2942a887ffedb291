internal import Manifests

/// An object in S3, or all objects below a prefix, that a template names.
struct ObjectLocation: Sendable, Hashable {
    let bucket: Substitution
    /// The object's key, or what the keys of the objects begin with.
    let key: Substitution
    /// Whether it is all objects whose keys begin so.
    let isPrefix: Bool
    /// Whether SageMaker unpacks it.
    let compression: ModelDataOptions.CompressionType
    /// The ARN of the KMS key that it is encrypted with.
    let encryptionKey: String?

    init(
        bucket: Substitution,
        key: Substitution,
        isPrefix: Bool = false,
        compression: ModelDataOptions.CompressionType = .gzip,
        encryptionKey: String? = nil
    ) {
        self.bucket = bucket
        self.key = key
        self.isPrefix = isPrefix
        self.compression = compression
        self.encryptionKey = encryptionKey
    }

    /// Reads `s3://bucket/prefix`, where objects are written to, or returns nil for any other text.
    init?(prefixURI uri: String) {
        guard let (bucket, key) = Self.parts(of: uri) else { return nil }
        self.init(
            bucket: "\(bucket)",
            key: "\(key.isEmpty || key.hasSuffix("/") ? key : key + "/")",
            isPrefix: true
        )
    }

    /// Returns bucket and key of `s3://bucket/key`, or nil for any other text.
    static func parts(of uri: String) -> (bucket: String, key: String)? {
        guard uri.utf8.starts(with: "s3://".utf8) else { return nil }
        let rest = uri.utf8.dropFirst("s3://".utf8.count)
        let slash = rest.firstIndex(of: UInt8(ascii: "/")) ?? rest.endIndex
        let bucket = String(uri[rest.startIndex..<slash])
        guard !bucket.isEmpty else { return nil }
        return (bucket, slash == rest.endIndex ? "" : String(uri[rest.index(after: slash)...]))
    }

    /// The URI that a definition consumes.
    var uri: Substitution { "s3://\(bucket)/\(key)" }

    /// The ARN that a policy names: of these objects and no others.
    var arn: Substitution {
        let all: Substitution = isPrefix ? "*" : ""
        return "arn:\(.partition):s3:::\(bucket)/\(key.escapedForPolicy)\(all)"
    }
}
