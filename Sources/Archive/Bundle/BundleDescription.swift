public import Assets
public import Hashing

/// The facts of an index that the bytes of an object can be compared with.
public struct BundleDescription: Sendable, Hashable {
    /// The entries of the bundle in their order.
    public var entries: [HashedTree.Entry]
    /// The frames of the bundle in their order; nil for a file that is published as it is.
    public var frames: [FrameRecord]?
    /// The size of the object in bytes.
    public var byteCount: Int64
    /// The digest of the object; nil where most of it was copied inside a store.
    public var sha256: SHA256Digest?
    /// The digest of the tar archive; nil where it was not taken.
    public var tarSHA256: SHA256Digest?

    /// Describes an object.
    public init(
        entries: [HashedTree.Entry],
        frames: [FrameRecord]?,
        byteCount: Int64,
        sha256: SHA256Digest?,
        tarSHA256: SHA256Digest?
    ) {
        self.entries = entries
        self.frames = frames
        self.byteCount = byteCount
        self.sha256 = sha256
        self.tarSHA256 = tarSHA256
    }
}
