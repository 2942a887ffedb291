public import Stores
public import Hashing

/// An object of a store that has parts of a new one.
public struct PreviousObject: Sendable {
    /// Its key.
    public let key: String
    /// What it must still be.
    public let object: ObjectMetadata
    /// The digests of its parts.
    public let digests: [Range<Int64>: SHA256Digest]

    /// Describes an object.
    public init(key: String, object: ObjectMetadata, digests: [Range<Int64>: SHA256Digest]) {
        self.key = key
        self.object = object
        self.digests = digests
    }
}
