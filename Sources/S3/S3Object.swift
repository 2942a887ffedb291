/// What a server says about an object.
public struct S3Object: Sendable, Hashable {
    /// The number of its bytes.
    public let byteCount: Int
    /// The entity tag, with its quotes; the MD5 of the bytes for some objects, but not for all.
    public let eTag: String?
    /// The SHA-256 that the server keeps: base64, with `-N` after it if it is the digest of N parts' digests.
    ///
    /// Nil where the server keeps none: it was not sent one, or does not know checksums.
    public let sha256Checksum: String?
    /// When the object was written, in the server's words.
    public let lastModified: String?
    /// Whether the server has compared the bytes with their digest when it took them.
    public let isVerified: Bool

    /// Makes a description.
    public init(
        byteCount: Int,
        eTag: String? = nil,
        sha256Checksum: String? = nil,
        lastModified: String? = nil,
        isVerified: Bool = false
    ) {
        self.byteCount = byteCount
        self.eTag = eTag
        self.lastModified = lastModified
        self.sha256Checksum = sha256Checksum
        self.isVerified = isVerified
    }
}

/// An object and its key.
public struct S3Listed: Sendable, Hashable {
    /// The key.
    public let key: String
    /// The object, without its checksum.
    public let object: S3Object
}

/// An object and bytes of it.
public struct S3Content: Sendable, Hashable {
    /// The whole object.
    public let object: S3Object
    /// The bytes that were asked for.
    public let bytes: [UInt8]
}

/// How a write ended.
public enum S3WriteOutcome: Sendable, Hashable {
    /// The object is there, with what was sent.
    case created(S3Object)
    /// There was an object under this key before, which was left alone.
    ///
    /// It may be this write's own, if an answer was lost on the way: the caller looks at what is there.
    case alreadyExists
}
