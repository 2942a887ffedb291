public import Assets
public import Hashing

/// The part of an index that describes an object's bytes.
public struct BundleDescription: Sendable, Hashable {
    /// The entries in the order of the bundle.
    public var entries: [HashedTree.Entry]
    /// The frames in the order of the bundle; nil for a file that is published as it is.
    public var frames: [FrameRecord]?
    /// The size of the object in bytes.
    public var byteCount: Int64
    /// The digest of the object; nil where most of it was copied inside a store.
    public var sha256: SHA256Digest?
    /// The digest of the tar archive; nil where it was not computed.
    public var tarSHA256: SHA256Digest?

    /// Creates a description from the facts of an index.
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
