/// Writes deflate blocks of uncompressed bytes (RFC 1951, section 3.2.4).
package enum StoredEncoder {
    private static let blockByteCount = 65535

    package static func encode(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
        let blockCount = (bytes.count + blockByteCount - 1) / blockByteCount
        return [UInt8](unsafeUninitializedCapacity: bytes.count + 5 * (blockCount + 1)) { buffer, count in
            var output = UnsafeMutableRawBufferPointer(buffer)
            func append(_ bytes: UnsafeRawBufferPointer) {
                output.copyMemory(from: bytes)
                output = UnsafeMutableRawBufferPointer(rebasing: output[bytes.count...])
            }
            func appendBlock(_ bytes: UnsafeRawBufferPointer) {
                let length = UInt16(bytes.count)
                withUnsafeBytes(of: UInt8(0)) { append($0) }
                withUnsafeBytes(of: length.littleEndian) { append($0) }
                withUnsafeBytes(of: (~length).littleEndian) { append($0) }
                append(bytes)
            }
            for start in stride(from: 0, to: bytes.count, by: blockByteCount) {
                appendBlock(UnsafeRawBufferPointer(rebasing: bytes[start..<min(start + blockByteCount, bytes.count)]))
            }
            // The empty block that ends every frame.
            appendBlock(UnsafeRawBufferPointer(rebasing: bytes[..<0]))
            count = buffer.count - output.count
        }
    }
}
