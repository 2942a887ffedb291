package import Assets
public import Hashing

/// An object as its index describes it, which verifies the object that a store has.
public struct IndexedObject: Sendable, Hashable {
    /// The size in bytes.
    public let byteCount: Int64
    /// The digest of all bytes; nil if most of them were copied inside the store, where the parts' digests verify them.
    public let sha256: SHA256Digest?
    /// The parts that the object was sent in; nil for an object that was sent with one request.
    public var multipart: ObjectParts? {
        didSet { crc64nvme = multipart?.crc64nvme ?? crc64nvme }
    }
    /// The CRC64NVME of all bytes, if the store was asked to keep that, and not SHA-256.
    public private(set) var crc64nvme: CRC64NVME?
    /// The ETag of the bytes when they were verified, or the time of the last change where a server has none.
    ///
    /// It verifies an object in a store that keeps no checksums. Listings have it, so that one request verifies a thousand
    /// objects.
    public var version: String?

    /// Creates a description of an object.
    ///
    /// - Parameters:
    ///   - byteCount: The size in bytes.
    ///   - sha256: The digest of all bytes, if it is known.
    ///   - multipart: The parts that it was sent in.
    ///   - crc64nvme: The CRC64NVME of all bytes; without it, that of the parts.
    ///   - version: The ETag of the bytes when they were verified.
    public init(
        byteCount: Int64,
        sha256: SHA256Digest?,
        multipart: ObjectParts? = nil,
        crc64nvme: CRC64NVME? = nil,
        version: String? = nil
    ) {
        self.byteCount = byteCount
        self.sha256 = sha256
        self.multipart = multipart
        self.crc64nvme = crc64nvme ?? multipart?.crc64nvme
        self.version = version
    }

    /// Creates a description of an object that has the bytes of a tree's file.
    package init(
        file: HashedTree.Entry,
        multipart: ObjectParts? = nil,
        crc64nvme: CRC64NVME? = nil,
        version: String? = nil
    ) {
        self.init(
            byteCount: file.entry.byteCount,
            sha256: file.digest,
            multipart: multipart,
            crc64nvme: crc64nvme,
            version: version
        )
    }

    /// Keeps what verifies the object later, from its metadata after it was verified: its CRC64NVME where that is all that
    /// the store keeps, or its ETag where the store keeps no checksum.
    ///
    /// - Parameters:
    ///   - verified: The metadata.
    ///   - isListed: Whether later look-ups list the object: listings have ETags, and no checksums.
    package mutating func keep(_ verified: ObjectMetadata, isListed: Bool = false) {
        if verified.checksum == nil { crc64nvme = verified.crc64nvme ?? crc64nvme }
        if isListed || !verified.hasChecksum { version = verified.etag }
    }

    /// The digest of all bytes if it is known, else the parts' composite checksum: an index without both is invalid.
    public var checksum: Checksum { sha256.map { .fullObject($0) } ?? multipart?.checksum ?? .composite("") }
}
