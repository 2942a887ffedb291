public import Hashing

/// The metadata that a store has of an object, without reading it.
public struct ObjectMetadata: Sendable, Hashable {
    /// The size in bytes.
    public let byteCount: Int64
    /// The checksum, or nil where the store keeps none.
    public let checksum: Checksum?
    /// The ETag, which changes when the bytes are written anew; the time of the last change where a server has no ETags.
    public let etag: String?
    /// The time of the last change in seconds since 1970, where it is told.
    public let modified: Double?
    /// Whether the store has compared the bytes that it was given with their digest.
    public let isVerified: Bool

    /// Describes an object.
    public init(
        byteCount: Int64,
        checksum: Checksum? = nil,
        etag: String? = nil,
        modified: Double? = nil,
        isVerified: Bool = false
    ) {
        self.byteCount = byteCount
        self.checksum = checksum
        self.etag = etag
        self.modified = modified
        self.isVerified = isVerified
    }
}

/// An object in a listing.
public struct ListedObject: Sendable, Hashable {
    /// The key.
    public let key: String
    /// The metadata, mostly without a checksum.
    public let metadata: ObjectMetadata

    /// Joins a key and metadata.
    public init(key: String, metadata: ObjectMetadata) {
        self.key = key
        self.metadata = metadata
    }
}

/// Bytes of an object, with the metadata of the whole object.
public struct ObjectContent: Sendable, Hashable {
    /// The bytes that were asked for.
    public let bytes: [UInt8]
    /// The metadata of the whole object.
    public let metadata: ObjectMetadata

    /// Joins bytes and metadata.
    public init(bytes: [UInt8], metadata: ObjectMetadata) {
        self.bytes = bytes
        self.metadata = metadata
    }
}

/// The outcome of a write that leaves alone what is there.
public enum WriteOutcome: Sendable, Hashable {
    /// The object was written; the metadata is that of the store's response.
    case written(ObjectMetadata)
    /// There was an object before, which was left as it is.
    case exists
}
