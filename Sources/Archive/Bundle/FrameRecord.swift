/// The description of a frame in an index: enough to find it in the bundle, to decode it and to verify it.
public struct FrameRecord: Sendable, Hashable, Codable {
    /// The method by which the frame was compressed.
    public let method: FrameEncoder.Method
    /// The size in the tar.gz, in bytes.
    public let byteCount: Int
    /// The size in the tar archive, in bytes.
    public let tarByteCount: Int
    /// The CRC-32 of its bytes of the tar archive.
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
