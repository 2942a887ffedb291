package import Assets
public import Hashing

/// An object as its index describes it, which verifies the object that a store has.
public struct IndexedObject: Sendable, Hashable {
    /// The size in bytes.
    public let byteCount: Int64
    /// The digest of all bytes; nil if most of them were copied inside the store, where the parts' digests verify them.
    public let sha256: SHA256Digest?
    /// The parts that the object was sent in; nil for an object that was sent with one request.
    public var multipart: ObjectParts?
    /// The ETag of the bytes when they were verified, or the time of the last change where a server has none.
    ///
    /// It verifies an object in a store that keeps no checksums. Listings have it, so that one request verifies a thousand
    /// objects.
    public var version: String?

    /// Creates a description of an object.
    public init(byteCount: Int64, sha256: SHA256Digest?, multipart: ObjectParts? = nil, version: String? = nil) {
        self.byteCount = byteCount
        self.sha256 = sha256
        self.multipart = multipart
        self.version = version
    }

    /// Creates a description of an object that has the bytes of a tree's file.
    package init(file: HashedTree.Entry, multipart: ObjectParts? = nil, version: String? = nil) {
        self.init(byteCount: file.entry.byteCount, sha256: file.digest, multipart: multipart, version: version)
    }

    /// The digest of all bytes if it is known, else the parts' composite checksum: an index without both is invalid.
    public var checksum: Checksum { sha256.map { .fullObject($0) } ?? multipart?.checksum ?? .composite("") }
}
