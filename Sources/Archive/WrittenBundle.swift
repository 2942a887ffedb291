public import Hashing
public import Assets

/// What was written as a bundle.
public struct WrittenBundle: Sendable {
    /// The tree as it was read while the bundle was written.
    public let tree: HashedTree
    /// The size of the tar.gz in bytes.
    public let byteCount: Int64
    /// The digest of the tar.gz; nil where frames of a previous bundle were reused.
    public let sha256: SHA256Digest?
    /// The digest of the tar inside; nil where it was not taken.
    public let tarSHA256: SHA256Digest?
    /// The frames in their order.
    public let frames: [BundleFrame]
    /// The encoder's identifier.
    public let encoder: String
}

/// A piece of a bundle that was compressed by itself.
public struct BundleFrame: Sendable, Hashable, Codable {
    /// How it was compressed.
    public let method: FrameEncoder.Method
    /// Its size in the tar.gz, in bytes.
    public let byteCount: Int
    /// Its size in the tar, in bytes.
    public let tarByteCount: Int
    /// The CRC-32 of its part of the tar.
    public let crc32: UInt32

    package init(method: FrameEncoder.Method, byteCount: Int, tarByteCount: Int, crc32: UInt32) {
        self.method = method
        self.byteCount = byteCount
        self.tarByteCount = tarByteCount
        self.crc32 = crc32
    }

    enum CodingKeys: String, CodingKey {
        case method
        case byteCount = "size"
        case tarByteCount = "tarSize"
        case crc32
    }
}
