public import Hashing

/// Where assets go: objects under keys, each written once and never changed.
public protocol Store: Sendable {
    /// Returns what a definition calls an object.
    func uri(of key: String) -> String

    /// Returns what the store says about an object, or nil if there is none.
    func object(_ key: String) async throws -> StoredObject?

    /// Returns a small object's bytes, or nil if there is none.
    ///
    /// - Parameters:
    ///   - key: The object's key.
    ///   - limit: The most bytes to accept.
    func read(_ key: String, limit: Int) async throws -> [UInt8]?

    /// Reads an object whole and returns its digest, or nil if there is none.
    func digest(of key: String) async throws -> SHA256Digest?

    /// Writes an object whole, unless there is one of this key.
    ///
    /// - Parameters:
    ///   - bytes: The object's bytes.
    ///   - key: The object's key.
    ///   - sha256: The digest of the bytes.
    func write(_ bytes: [UInt8], to key: String, sha256: SHA256Digest) async throws -> WriteOutcome

    /// Starts to write an object in parts.
    ///
    /// - Parameters:
    ///   - key: The object's key.
    ///   - partSize: The size of every part but the last one, in bytes.
    func beginUpload(to key: String, partSize: Int) async throws -> any StoreUpload
}

/// An object that is being written in parts; it is not there before it is complete.
public protocol StoreUpload: Sendable {
    /// Writes a part; several may be written at a time, in any order.
    ///
    /// - Parameters:
    ///   - bytes: The part's bytes.
    ///   - number: Its number, from 1 on.
    ///   - sha256: The digest of the bytes.
    func write(_ bytes: [UInt8], part number: Int, sha256: SHA256Digest) async throws

    /// Puts the object in its place, unless there is one.
    func complete() async throws -> WriteOutcome

    /// Forgets all parts, as well as that can be done: the upload has failed anyhow.
    func abort() async
}

/// How a write ended.
public enum WriteOutcome: Sendable, Hashable {
    /// The object is there, and this is what the store says that it was given.
    case written(StoredObject)
    /// An object was there before, and was left as it is.
    case exists
}

/// What a store says about an object, without reading it.
public struct StoredObject: Sendable, Hashable {
    /// What proves an object's bytes.
    public enum Checksum: Sendable, Hashable {
        /// The digest of all bytes.
        case whole(SHA256Digest)
        /// S3's checksum of an object that was sent in parts: base64, a hyphen, and the number of parts.
        case parts(String)
    }

    /// The size in bytes.
    public let byteCount: Int64
    /// The checksum, or nil where the store keeps none.
    public let checksum: Checksum?
    /// The store's own mark of these bytes, which changes when they are written anew: an ETag, or a time.
    public let version: String?

    /// Makes a description.
    public init(byteCount: Int64, checksum: Checksum?, version: String?) {
        self.byteCount = byteCount
        self.checksum = checksum
        self.version = version
    }
}
