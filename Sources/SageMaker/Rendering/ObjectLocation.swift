internal import Manifests

/// The location of an object in S3, or of all objects below a prefix, for use in a template.
struct ObjectLocation: Sendable, Hashable {
    let bucket: Substitution
    /// The object's key, or the prefix of the objects' keys.
    let key: Substitution
    /// Whether the key is a prefix.
    let isPrefix: Bool
    /// The compression of the object, which decides whether SageMaker unpacks it.
    let compression: ModelDataOptions.CompressionType
    /// The ARN of the KMS key that encrypts the objects; nil for none.
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

    /// Parses a URI that objects are written below, `s3://bucket/prefix`, or returns nil for any other text.
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

    /// The URI, for a definition.
    var uri: Substitution { "s3://\(bucket)/\(key)" }

    /// The ARN of exactly these objects, for a policy.
    var arn: Substitution {
        let all: Substitution = isPrefix ? "*" : ""
        return "arn:\(.partition):s3:::\(bucket)/\(key.escapedForPolicy)\(all)"
    }
}
