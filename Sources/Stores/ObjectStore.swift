public import Hashing

/// A store of objects under keys, which are written once; only indexes are replaced.
///
/// A local directory and an S3 bucket implement it and pass one contract suite. Only `replace` and `delete` change an
/// existing object.
public protocol ObjectStore: Sendable {
    /// The limits of the store.
    var properties: StoreProperties { get }

    /// Returns the URI of an object, as definitions and references contain it.
    func uri(of key: String) -> String

    /// Opens connections to the store's server, if it has one, so that later requests need not wait for that.
    func openConnections(_ count: Int) async

    /// Returns the metadata of an object with one request, or nil if there is none.
    func metadata(of key: String) async throws -> ObjectMetadata?

    /// Returns a page of the objects whose keys begin with a prefix.
    ///
    /// Listings may lack checksums that `metadata(of:)` has.
    ///
    /// - Parameters:
    ///   - prefix: The prefix of the keys; empty, or ending in a slash.
    ///   - isRecursive: Whether keys with further slashes are listed too.
    ///   - token: The continuation token of the page before, or nil for the first one.
    func list(_ prefix: String, isRecursive: Bool, after token: String?) async throws -> ListPage

    /// Reads an object, or a range of it, with one request; nil if there is none.
    ///
    /// A whole object is verified if the store keeps a checksum of all its bytes.
    ///
    /// - Parameters:
    ///   - key: The object's key.
    ///   - range: The bytes to read, at least one, or nil for all; the part beyond the object's end is left out.
    ///   - limit: The most bytes to accept.
    /// - Throws: An error that names the object if it is larger than the limit.
    func read(_ key: String, range: Range<Int64>?, limit: Int) async throws -> ObjectContent?

    /// Writes an object with one request, unless one exists under its key.
    ///
    /// - Parameters:
    ///   - bytes: The object's bytes.
    ///   - key: The object's key.
    ///   - sha256: The digest of the bytes.
    func put(_ bytes: [UInt8], to key: String, sha256: SHA256Digest) async throws -> WriteOutcome

    /// Replaces an object if it still has its ETag; only indexes are ever replaced.
    ///
    /// - Parameters:
    ///   - key: The object's key.
    ///   - etag: The expected ETag of the object.
    ///   - bytes: The new bytes.
    ///   - sha256: The digest of the new bytes.
    /// - Returns: The metadata of the store's response; nil if the object has another ETag or is missing, and was not written.
    func replace(
        _ key: String,
        ifMatch etag: String?,
        with bytes: [UInt8],
        sha256: SHA256Digest
    ) async throws -> ObjectMetadata?

    /// Copies an object inside the store, unless one exists under the new key.
    ///
    /// - Parameters:
    ///   - source: The key of the object to copy.
    ///   - object: The metadata that it must still have.
    ///   - partSize: The size of the parts in bytes, for an object that is too large to be copied with one request.
    ///   - key: The key of the copy.
    /// - Returns: The outcome, or nil if the bytes must be sent instead: the source is missing or was replaced, or the store
    ///   cannot copy it.
    func copy(_ source: String, _ object: ObjectMetadata, partSize: Int, to key: String) async throws -> WriteOutcome?

    /// Begins a multipart upload, or resumes one that an interrupted run has left.
    ///
    /// - Parameters:
    ///   - key: The key of the object.
    ///   - resumes: Whether parts of an unfinished upload are used, if their bytes are the same.
    func beginMultipart(to key: String, resumes: Bool) async throws -> any MultipartWriter

    /// Aborts the unfinished uploads of assets, whoever has begun them.
    ///
    /// - Parameter addresses: The addresses of assets whose uploads are left alone.
    /// - Returns: The keys of the objects that they were to create.
    func abortUploads(except addresses: Set<SHA256Digest>) async throws -> [String]

    /// Deletes an object; a missing one is no error.
    ///
    /// No command deletes objects yet: this is for the removal of assets that nothing refers to.
    func delete(_ key: String) async throws
}

/// The limits and preferences of a store.
public struct StoreProperties: Sendable, Hashable {
    /// The longest possible key, in bytes of UTF-8.
    public let keyByteLimit: Int
    /// The best size of the ranges that a large object is read in, in bytes.
    public let readByteCount: Int
    /// The directory on this machine that holds the store, which takes part in no asset; nil for a remote one.
    public let directory: String?
    /// The checksum that the store is asked to keep of what is written; nil for one that keeps none.
    public let checksumAlgorithm: ChecksumAlgorithm?

    /// Whether the parts of an unfinished object are kept for a later run: in a directory they are soon written again.
    public var keepsParts: Bool { directory == nil }

    /// Creates the properties of a store.
    public init(
        keyByteLimit: Int,
        readByteCount: Int,
        directory: String? = nil,
        checksumAlgorithm: ChecksumAlgorithm? = nil
    ) {
        self.keyByteLimit = keyByteLimit
        self.readByteCount = readByteCount
        self.directory = directory
        self.checksumAlgorithm = checksumAlgorithm
    }
}

extension ObjectStore {
    /// Does nothing.
    public func openConnections(_ count: Int) async {}

    /// Returns the objects of all pages of a listing.
    ///
    /// - Parameters:
    ///   - prefix: The prefix of the keys.
    ///   - isRecursive: Whether keys with further slashes are listed too.
    ///   - pageLimit: The most requests to make; objects on later pages are left out.
    /// - Throws: `StoreError.endlessListing` if a server never comes to an end.
    public func list(
        _ prefix: String,
        isRecursive: Bool = true,
        pageLimit: Int = .max
    ) async throws -> [ListedObject] {
        try await ListPage.objects(limit: pageLimit, endless: StoreError.endlessListing(uri: uri(of: prefix))) {
            token in
            try await list(prefix, isRecursive: isRecursive, after: token)
        }
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
