/// The bytes around the frames of a single-member gzip file (RFC 1952).
package enum Gzip {
    /// The bytes with which every gzip member begins.
    package static let magic: [UInt8] = [0x1F, 0x8B]
    /// The header of a bundle, without name, time and system, which could differ between two machines.
    package static let header: [UInt8] = magic + [8, 0, 0, 0, 0, 0, 0, 0xFF]

    /// Returns the end of a bundle: an empty last block, the checksum of the content, and its size.
    package static func trailer(crc32: UInt32, byteCount: Int64) -> [UInt8] {
        let size = UInt32(truncatingIfNeeded: byteCount)
        return [1, 0, 0, 0xFF, 0xFF] + littleEndian(crc32) + littleEndian(size)
    }

    private static func littleEndian(_ value: UInt32) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }
}
