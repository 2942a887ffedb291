public import Hashing

/// An upload in parts that is neither complete nor aborted.
public struct MultipartUpload: Sendable, Hashable {
    /// The key that the object will have.
    public let key: String
    /// The server's name for the upload.
    public let id: String

    /// Names an upload.
    public init(key: String, id: String) {
        self.key = key
        self.id = id
    }
}

/// A part that the server has.
public struct UploadedPart: Sendable, Hashable {
    /// The part's place, from 1 to 10,000.
    public let number: Int
    /// The number of its bytes.
    public let byteCount: Int
    /// The entity tag that the server gave it.
    public let eTag: String
    /// The digest of its bytes; nil for a part that was copied by a server that tells none.
    public let sha256: SHA256Digest?
    /// Whether the server answered with the digest, and thus keeps it.
    public let hasServerChecksum: Bool
    /// Whether its bytes were sent, and not copied by the server.
    public let wasSent: Bool

    /// Describes a part.
    public init(
        number: Int,
        byteCount: Int,
        eTag: String,
        sha256: SHA256Digest?,
        hasServerChecksum: Bool,
        wasSent: Bool
    ) {
        self.number = number
        self.byteCount = byteCount
        self.eTag = eTag
        self.sha256 = sha256
        self.hasServerChecksum = hasServerChecksum
        self.wasSent = wasSent
    }
}

extension Collection where Element == UploadedPart {
    /// The checksum that S3 gives an object of these parts: the digest of their digests; nil where one is not known.
    public var compositeChecksum: String? {
        var hash = SHA256()
        for part in self {
            guard let sha256 = part.sha256 else { return nil }
            hash.update(sha256.bytes.span.bytes)
        }
        return "\(hash.finish().base64)-\(count)"
    }
}
