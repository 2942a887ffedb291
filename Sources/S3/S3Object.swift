/// An object's metadata, as a response states it.
public struct S3Object: Sendable, Hashable {
    /// The object's size in bytes.
    public let byteCount: Int
    /// The ETag, with its quotes; the MD5 of the bytes for some objects, but not for all.
    public let etag: String?
    /// The SHA-256 that the server keeps: base64, with `-N` after it if it is the digest of N parts' digests.
    ///
    /// Nil where the server keeps none: the upload had none, or the server does not know checksums.
    public let sha256Checksum: String?
    /// The value of `Last-Modified`.
    public let lastModified: String?
    /// Whether the server compared the bytes with their digest when it accepted them.
    public let isVerified: Bool

    /// Creates metadata from its fields.
    public init(
        byteCount: Int,
        etag: String? = nil,
        sha256Checksum: String? = nil,
        lastModified: String? = nil,
        isVerified: Bool = false
    ) {
        self.byteCount = byteCount
        self.etag = etag
        self.lastModified = lastModified
        self.sha256Checksum = sha256Checksum
        self.isVerified = isVerified
    }
}

/// An entry of a listing.
public struct S3Listed: Sendable, Hashable {
    /// The object's key.
    public let key: String
    /// The metadata, without a checksum.
    public let object: S3Object
}

/// An object's metadata and a range of its bytes.
public struct S3Content: Sendable, Hashable {
    /// The metadata of the whole object.
    public let object: S3Object
    /// The requested bytes.
    public let bytes: [UInt8]
}

/// The result of a write.
public enum S3WriteOutcome: Sendable, Hashable {
    /// The object was written.
    case created(S3Object)
    /// An object with this key existed, and was left alone.
    ///
    /// It may be this write's own, if a response was lost: the caller must verify the object.
    case alreadyExists
}
