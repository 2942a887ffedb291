internal import CDeflate
internal import CZlib

/// The CRC-32 of gzip (RFC 1952, section 8).
public enum CRC32 {
    /// Returns the checksum of bytes; libdeflate uses carry-less multiplication and reaches 13 GB/s.
    public static func checksum(_ bytes: [UInt8]) -> UInt32 {
        bytes.withUnsafeBytes { libdeflate_crc32(0, $0.baseAddress, $0.count) }
    }

    /// Returns the checksum of bytes that follow others with the given checksum.
    public static func checksum(_ bytes: UnsafeRawBufferPointer, after checksum: UInt32) -> UInt32 {
        libdeflate_crc32(checksum, bytes.baseAddress, bytes.count)
    }

    /// Returns the checksum of two byte sequences joined, given that of each.
    public static func combine(_ first: UInt32, _ second: UInt32, secondByteCount: Int) -> UInt32 {
        UInt32(truncatingIfNeeded: crc32_combine(uLong(first), uLong(second), secondByteCount))
    }
}
