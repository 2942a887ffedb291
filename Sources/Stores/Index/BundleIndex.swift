public import Archive
public import Assets
public import Hashing

/// The section of an index about an asset that is one object: its entries, and the digests that verify the object.
///
/// It is written after the object, so that its presence means that the object is complete. The same asset has the same
/// index in every store that keeps checksums.
public struct BundleIndex: Sendable, Hashable {
    /// The schema of documents that this program writes and reads.
    public static let schema = "sageassets/index/v1"

    /// The asset's address.
    public var address: SHA256Digest
    /// The tree address of an image's build context; nil for model data.
    public var context: SHA256Digest?
    /// The entries in the order of the bundle; none for a file that is published as it is.
    public var entries: [HashedTree.Entry]
    /// The object; it has a version only where the store keeps no checksum to compare with.
    public var object: IndexedObject
    /// The digest of the tar archive inside; nil if the object's is, and for a file that is published as it is.
    public var tarSHA256: SHA256Digest?
    /// The frames in the order of the bundle.
    public var frames: [FrameRecord]
    /// The identifier of the encoder that made the frames; nil for a file that is published as it is.
    public var encoder: String?
    /// The name and version of the program that wrote the index.
    public var creator: String

    /// Creates the index of a bundle.
    ///
    /// - Parameters:
    ///   - address: The asset's address.
    ///   - bundle: The result of writing the bundle.
    ///   - multipart: The parts of an object that was sent in several.
    ///   - creator: The program's name and version.
    public init(address: SHA256Digest, bundle: WrittenBundle, multipart: ObjectParts?, creator: String) {
        self.address = address
        context = address == bundle.tree.address ? nil : bundle.tree.address
        entries = Array(bundle.tree.entries)
        object = IndexedObject(byteCount: bundle.byteCount, sha256: bundle.sha256, multipart: multipart)
        tarSHA256 = bundle.tarSHA256
        frames = bundle.frames
        encoder = bundle.encoder
        self.creator = creator
    }

    /// Creates the index of a file that is published as it is.
    public init(file address: SHA256Digest, byteCount: Int64, multipart: ObjectParts?, creator: String) {
        self.address = address
        entries = []
        object = IndexedObject(byteCount: byteCount, sha256: address, multipart: multipart)
        frames = []
        self.creator = creator
    }
}

extension BundleIndex {
    /// The facts that the object's bytes can be compared with.
    public var description: BundleDescription {
        BundleDescription(
            entries: entries,
            frames: encoder == nil ? nil : frames,
            byteCount: object.byteCount,
            sha256: object.sha256,
            tarSHA256: tarSHA256
        )
    }
}
