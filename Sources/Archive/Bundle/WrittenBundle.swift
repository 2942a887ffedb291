public import Assets
public import Hashing

/// The result of writing a bundle, which becomes its index.
public struct WrittenBundle: Sendable {
    /// The tree as it was read while the bundle was written.
    public let tree: HashedTree
    /// The size of the tar.gz in bytes.
    public let byteCount: Int64
    /// The digest of the tar.gz; nil where frames of a base were reused.
    public let sha256: SHA256Digest?
    /// The digest of the tar archive inside; nil where it was not computed.
    public let tarSHA256: SHA256Digest?
    /// The frames in the order of the bundle.
    public let frames: [FrameRecord]
    /// The identifier of the encoder that compressed the frames.
    public let encoder: String
}
