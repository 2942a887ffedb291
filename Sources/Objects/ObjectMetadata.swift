public import Hashing

/// The metadata of an object, which a store returns without reading the object.
public struct ObjectMetadata: Sendable, Hashable {
    /// The size in bytes.
    public let byteCount: Int64
    /// The SHA-256 checksum that the store keeps, or nil where it keeps none.
    public let checksum: Checksum?
    /// The CRC64NVME of all bytes that the store keeps, or nil where it keeps none.
    public let crc64nvme: CRC64NVME?
    /// The ETag with its quotes, which changes when the bytes are written anew.
    ///
    /// On a server without ETags it is the value of `Last-Modified`. An ETag is the MD5 of the bytes for some objects only.
    public let etag: String?
    /// The time of the last change in seconds since 1970, where the store reports it.
    public let modified: Double?
    /// Whether the store compared the bytes with their digest, or with their checksum, when it accepted them.
    public let isVerified: Bool

    /// Creates metadata from its fields.
    public init(
        byteCount: Int64,
        checksum: Checksum? = nil,
        crc64nvme: CRC64NVME? = nil,
        etag: String? = nil,
        modified: Double? = nil,
        isVerified: Bool = false
    ) {
        self.byteCount = byteCount
        self.checksum = checksum
        self.crc64nvme = crc64nvme
        self.etag = etag
        self.modified = modified
        self.isVerified = isVerified
    }

    /// Whether the store keeps a checksum of the object.
    public var hasChecksum: Bool { checksum != nil || crc64nvme != nil }
}

/// A range of an object's bytes, with the metadata of the whole object.
public struct ObjectContent: Sendable, Hashable {
    /// The requested bytes.
    public let bytes: [UInt8]
    /// The metadata of the whole object.
    public let metadata: ObjectMetadata

    /// Creates content from bytes and the object's metadata.
    public init(bytes: [UInt8], metadata: ObjectMetadata) {
        self.bytes = bytes
        self.metadata = metadata
    }
}

/// The outcome of a write that does not replace an existing object.
public enum WriteOutcome: Sendable, Hashable {
    /// The object was written; the metadata is that of the store's response.
    case written(ObjectMetadata)
    /// An object of this key existed and was left alone.
    ///
    /// It may be this write's own, if a response was lost: the caller must verify the object.
    case exists
}
