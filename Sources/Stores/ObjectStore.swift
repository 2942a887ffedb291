public import Hashing

/// A place for assets: objects under keys, each written once and never changed but for indexes.
///
/// A local directory and an S3 bucket implement it, and are held to one contract test suite. No method changes an object that
/// is there, except `replace` and `delete`.
public protocol ObjectStore: Sendable {
    /// The limits of the store.
    var properties: StoreProperties { get }

    /// Returns the URI of an object, by which definitions and references name it.
    func uri(of key: String) -> String

    /// Returns the metadata of an object with one request, or nil if there is none.
    func metadata(of key: String) async throws -> ObjectMetadata?

    /// Returns a page of the objects whose keys begin with a prefix.
    ///
    /// Listings may tell no checksum where `metadata(of:)` does.
    ///
    /// - Parameters:
    ///   - prefix: The beginning of the keys; empty, or ending in a slash.
    ///   - isRecursive: Whether keys with further slashes are listed too.
    ///   - token: The end of the page before, or nil for the first one.
    func list(_ prefix: String, isRecursive: Bool, after token: String?) async throws -> ListPage

    /// Reads an object, or a range of it, with one request; nil if there is none.
    ///
    /// A whole object is compared with its checksum, where the store keeps one of all its bytes.
    ///
    /// - Parameters:
    ///   - key: The object's key.
    ///   - range: The bytes to read, at least one, or nil for all; what lies beyond the end is left out.
    ///   - limit: The most bytes to accept.
    /// - Throws: An error that names the object if it is larger than the limit.
    func read(_ key: String, range: Range<Int64>?, limit: Int) async throws -> ObjectContent?

    /// Writes an object with one request, unless there is one of this key.
    ///
    /// - Parameters:
    ///   - bytes: The object's bytes.
    ///   - key: The object's key.
    ///   - sha256: The digest of the bytes.
    func put(_ bytes: [UInt8], to key: String, sha256: SHA256Digest) async throws -> WriteOutcome

    /// Replaces an object, if it is still the one that is meant: nothing but an index is ever replaced.
    ///
    /// - Parameters:
    ///   - key: The object's key.
    ///   - etag: The ETag of the object that is replaced.
    ///   - bytes: The new bytes.
    ///   - sha256: The digest of the new bytes.
    /// - Returns: Whether it was written: false if there is another object by now, or none.
    func replace(_ key: String, ifMatch etag: String?, with bytes: [UInt8], sha256: SHA256Digest) async throws -> Bool

    /// Copies an object inside the store, unless there is one of the new key.
    ///
    /// - Parameters:
    ///   - source: The key of the object to copy.
    ///   - object: The metadata that it must still have.
    ///   - partSize: The size of the parts in bytes, if it is too large to be copied with one request.
    ///   - key: The key of the copy.
    /// - Returns: The outcome, or nil if the bytes must be sent instead: there is no such object any more, or the store cannot
    ///   copy it.
    func copy(_ source: String, _ object: ObjectMetadata, partSize: Int, to key: String) async throws -> WriteOutcome?

    /// Begins to write an object in parts.
    func beginMultipart(to key: String) async throws -> any MultipartWriter

    /// Deletes an object; one that is gone already is no error.
    func delete(_ key: String) async throws
}

/// The limits of a store.
public struct StoreProperties: Sendable, Hashable {
    /// The longest key, in bytes of UTF-8.
    public let keyByteLimit: Int
    /// The size of the ranges in which a large object is read best, in bytes.
    public let readByteCount: Int
    /// The directory on this machine that holds the store, which no asset may contain; nil for a remote one.
    public let directory: String?

    /// Describes a store.
    public init(keyByteLimit: Int, readByteCount: Int, directory: String? = nil) {
        self.keyByteLimit = keyByteLimit
        self.readByteCount = readByteCount
        self.directory = directory
    }
}

extension ObjectStore {
    /// Returns all objects whose keys begin with a prefix that ends in a slash.
    ///
    /// - Parameters:
    ///   - prefix: The beginning of the keys.
    ///   - isRecursive: Whether keys with further slashes are listed too.
    ///   - pageLimit: The most requests to make; objects on later pages are left out.
    public func list(
        _ prefix: String,
        isRecursive: Bool = true,
        pageLimit: Int = .max
    ) async throws -> [ListedObject] {
        var objects: [ListedObject] = []
        var token: String?
        var pagesLeft = pageLimit
        repeat {
            let page = try await list(prefix, isRecursive: isRecursive, after: token)
            objects += page.objects
            pagesLeft -= 1
            token = page.next
        } while token != nil && pagesLeft > 0
        return objects
    }

    /// Returns a small object's bytes, or nil if there is none.
    ///
    /// - Parameters:
    ///   - key: The object's key.
    ///   - limit: The most bytes to accept.
    public func read(_ key: String, limit: Int) async throws -> [UInt8]? {
        try await read(key, range: nil, limit: limit)?.bytes
    }
}
