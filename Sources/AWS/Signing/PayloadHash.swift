public import Hashing

/// The statement about the body in a signature: the last line of the canonical request, and for S3 the value of
/// `x-amz-content-sha256`.
///
/// See "Signature Calculations for the Authorization Header" in the Amazon S3 API reference.
public enum PayloadHash: Sendable, Hashable {
    /// A body with this digest.
    case sha256(SHA256Digest)
    /// No body.
    case empty
    /// Any body: TLS and the checksum headers protect it instead.
    case unsigned

    /// Returns the hash of a body of these bytes.
    public static func of(_ body: [UInt8]) -> PayloadHash {
        body.isEmpty ? .empty : .sha256(SHA256.hash(body.span.bytes))
    }

    /// The text that is signed and sent.
    public var text: String {
        switch self {
        case .sha256(let digest): digest.description
        case .empty: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        case .unsigned: "UNSIGNED-PAYLOAD"
        }
    }
}
