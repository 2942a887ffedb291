public import Hashing

/// What a signature says of a request's body: the last line of the canonical request, and for S3 the value of
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
    /// A body in chunks, each with its own signature (`aws-chunked`).
    case signedChunks
    /// A body in signed chunks, followed by signed trailers.
    case signedChunksAndTrailer
    /// A body in chunks without signatures, followed by trailers.
    case unsignedChunksAndTrailer

    /// Returns what is said of a body of these bytes.
    public static func of(_ body: [UInt8]) -> PayloadHash {
        body.isEmpty ? .empty : .sha256(SHA256.hash(body.span.bytes))
    }

    /// The text that is signed and sent.
    public var text: String {
        switch self {
        case .sha256(let digest): digest.description
        case .empty: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        case .unsigned: "UNSIGNED-PAYLOAD"
        case .signedChunks: "STREAMING-AWS4-HMAC-SHA256-PAYLOAD"
        case .signedChunksAndTrailer: "STREAMING-AWS4-HMAC-SHA256-PAYLOAD-TRAILER"
        case .unsignedChunksAndTrailer: "STREAMING-UNSIGNED-PAYLOAD-TRAILER"
        }
    }
}
