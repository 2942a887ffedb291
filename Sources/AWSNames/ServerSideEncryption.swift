/// The encryption of objects at rest that S3 is asked for: the values of `x-amz-server-side-encryption`.
///
/// Source: `ServerSideEncryption` of PutObject in the Amazon S3 API Reference.
public enum ServerSideEncryption: String, Sendable, Hashable, CaseIterable {
    /// With keys that S3 manages (SSE-S3).
    case aes256 = "AES256"
    /// With a key of KMS (SSE-KMS).
    case kms = "aws:kms"
    /// With a key of KMS, twice (DSSE-KMS).
    case dualLayerKMS = "aws:kms:dsse"

    /// Whether the key is one of KMS, which has permissions of its own.
    public var usesKMS: Bool { self != .aes256 }
}
