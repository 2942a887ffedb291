public import Basics
public import Hashing

/// Where assets go: objects under keys, each written once and never changed.
public protocol Store: Sendable {
    /// Returns what a definition calls an object.
    func uri(of key: String) -> String

    /// Returns what the store says about an object, or nil if there is none.
    func object(_ key: String) async throws -> StoredObject?

    /// How many bytes of UTF-8 a key may have.
    var keyByteLimit: Int { get }

    /// Returns what the store says about all objects whose keys begin with a prefix that ends in a slash.
    ///
    /// It may say no checksums here, where `object` would.
    func list(_ prefix: String) async throws -> [ListedObject]

    /// Returns the objects whose keys have no slash, those written last first.
    ///
    /// A store with thousands of them may return some only, or none: they are what new objects may be copied from.
    func newestObjects() async throws -> [ListedObject]

    /// Returns a small object's bytes, or nil if there is none.
    ///
    /// - Parameters:
    ///   - key: The object's key.
    ///   - limit: The most bytes to accept.
    func content(_ key: String, limit: Int) async throws -> StoredContent?

    /// Reads an object whole and returns its digest, or nil if there is none.
    func digest(of key: String) async throws -> SHA256Digest?

    /// Reads an object and returns the digests of its parts, or nil if there is none.
    ///
    /// - Parameters:
    ///   - key: The object's key.
    ///   - parts: The parts in their order, which make the whole object.
    func digests(of key: String, parts: [Range<Int64>]) async throws -> [SHA256Digest]?

    /// Writes an object whole, unless there is one of this key.
    ///
    /// - Parameters:
    ///   - bytes: The object's bytes.
    ///   - key: The object's key.
    ///   - sha256: The digest of the bytes.
    func write(_ bytes: [UInt8], to key: String, sha256: SHA256Digest) async throws -> WriteOutcome

    /// Writes a small object in the place of another one: the one thing that is ever replaced is an index.
    ///
    /// - Parameters:
    ///   - key: The object's key.
    ///   - version: What is replaced.
    ///   - bytes: The new bytes.
    ///   - sha256: The digest of the bytes.
    /// - Returns: Whether it was written: false if there is something else by now, or nothing.
    func replace(_ key: String, _ version: String?, with bytes: [UInt8], sha256: SHA256Digest) async throws -> Bool

    /// Copies an object inside the store, unless there is one of the new key.
    ///
    /// - Parameters:
    ///   - source: The key of the object to copy.
    ///   - object: What it must still be.
    ///   - partSize: The size of the parts to copy it in, if it is too large to be copied at once.
    ///   - key: The key of the copy.
    /// - Returns: How it ended, or nil if the bytes must be sent instead: there is no such object any more, or the store
    ///   cannot copy it.
    func copy(_ source: String, _ object: StoredObject, partSize: Int, to key: String) async throws -> WriteOutcome?

    /// Starts to write an object in parts.
    ///
    /// - Parameter key: The object's key.
    func beginUpload(to key: String) async throws -> any StoreUpload
}

extension Store {
    /// What S3 takes.
    public var keyByteLimit: Int { 1024 }

    /// Returns a small object's bytes, or nil if there is none.
    public func read(_ key: String, limit: Int) async throws -> [UInt8]? {
        try await content(key, limit: limit)?.bytes
    }
}

extension Store {
    /// Starts to write an object in parts, whether or not the run is cancelled meanwhile.
    ///
    /// Unstructured, because a request that is dropped when the run is cancelled may have begun an upload whose name nobody
    /// knows, and that nobody could abort.
    func startUpload(to key: String) async throws -> any StoreUpload {
        try await Task { try await beginUpload(to: key) }.value
    }
}

/// An object that is being written in parts; it is not there before it is complete.
public protocol StoreUpload: Sendable {
    /// Writes a part; several may be written at a time, in any order.
    ///
    /// - Parameters:
    ///   - bytes: The part's bytes, which may be read while they are sent, and again if they must be sent again.
    ///   - number: Its number, from 1 on.
    ///   - offset: Where it begins in the object, in bytes.
    ///   - sha256: The digest of the bytes.
    func write(_ bytes: any ByteSource, part number: Int, at offset: Int64, sha256: SHA256Digest) async throws

    /// Takes a part from another object of the store; several may be taken at a time, in any order.
    ///
    /// - Parameters:
    ///   - previous: The other object.
    ///   - range: The part's bytes in it.
    ///   - number: The part's number, from 1 on.
    ///   - offset: Where it begins in the new object, in bytes.
    ///   - sha256: The digest that the part must have.
    /// - Returns: False if the bytes must be sent instead: the other object is gone or another one by now, its bytes are
    ///   others, or the store cannot copy.
    func copy(
        from previous: PreviousObject,
        _ range: Range<Int64>,
        part number: Int,
        at offset: Int64,
        sha256: SHA256Digest
    ) async throws -> Bool

    /// Puts the object in its place, unless there is one.
    func complete() async throws -> WriteOutcome

    /// Forgets all parts, as well as that can be done: the upload has failed anyhow.
    func abort() async
}

extension StoreUpload {
    /// Puts the object in its place, or forgets the parts if there is one: they would be paid for.
    func finish() async throws -> WriteOutcome {
        let outcome = try await complete()
        if outcome == .exists { await abort() }
        return outcome
    }

    /// Forgets all parts, even if the run is cancelled.
    ///
    /// Unstructured, because a cancelled task could not send the request any more.
    func giveUp() async {
        await Task { await abort() }.value
    }

    /// Takes nothing.
    public func copy(
        from previous: PreviousObject,
        _ range: Range<Int64>,
        part number: Int,
        at offset: Int64,
        sha256: SHA256Digest
    ) async throws -> Bool { false }
}

/// How a write ended.
public enum WriteOutcome: Sendable, Hashable {
    /// The object is there, and this is what the store says that it was given.
    case written(StoredObject)
    /// An object was there before, and was left as it is.
    case exists
}

/// An object in a list of what a store has.
public struct ListedObject: Sendable, Hashable {
    /// Its key.
    public let key: String
    /// What the store says about it.
    public let object: StoredObject

    /// Makes a description.
    public init(key: String, object: StoredObject) {
        self.key = key
        self.object = object
    }
}

/// The bytes of an object, and which they are.
public struct StoredContent: Sendable, Hashable {
    /// The bytes.
    public let bytes: [UInt8]
    /// The store's own mark of these bytes.
    public let version: String?

    /// Joins bytes and their mark.
    public init(bytes: [UInt8], version: String?) {
        self.bytes = bytes
        self.version = version
    }
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
    /// Whether the store has compared the bytes that it was given with their digest.
    public let isVerified: Bool

    /// Makes a description.
    public init(byteCount: Int64, checksum: Checksum?, version: String?, isVerified: Bool = false) {
        self.byteCount = byteCount
        self.checksum = checksum
        self.version = version
        self.isVerified = isVerified
    }
}
