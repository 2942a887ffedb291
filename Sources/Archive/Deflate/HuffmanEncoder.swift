/// Writes deflate blocks that hold literals only: what is left to gain where nothing repeats.
///
/// 0.9 GB/s a core on weights, where deflate libraries take ten times as long for the same result. The code of each
/// 128 KiB block is made from its own bytes.
package enum HuffmanEncoder {
    private static let blockByteCount = 128 << 10
    private static let endOfBlock = 256
    /// The length of the longest code: four codes and what is left of a byte must fit into 56 bits.
    ///
    /// Longer codes would save less than a thousandth.
    private static let codeLimit = 12

    /// Returns the frame, or nil if it would not be smaller than a limit.
    ///
    /// - Parameters:
    ///   - bytes: The frame's content.
    ///   - limit: The most bytes that are worth it.
    package static func encode(_ bytes: UnsafeRawBufferPointer, limit: Int) -> [UInt8]? {
        let blocks = stride(from: 0, to: bytes.count, by: blockByteCount).map { start in
            Block(UnsafeRawBufferPointer(rebasing: bytes[start..<min(start + blockByteCount, bytes.count)]))
        }
        let bitCount = blocks.reduce(0) { $0 + $1.bitCount }
        // The empty block that ends the frame takes at most six bytes.
        let capacity = (bitCount + 7) / 8 + 6
        guard capacity <= limit else { return nil }
        // The bit writer stores eight bytes at a time.
        return [UInt8](unsafeUninitializedCapacity: capacity + 8) { buffer, count in
            guard let start = UnsafeMutableRawPointer(buffer.baseAddress) else { return }
            var writer = BitWriter(start)
            for block in blocks { block.write(to: &writer) }
            writer.endFrame()
            count = writer.byteCount
        }
    }

    /// One block with a code of its own (RFC 1951, section 3.2.7).
    private struct Block {
        let bytes: UnsafeRawBufferPointer
        let code: HuffmanCode
        let header: CodeLengths
        let bitCount: Int

        init(_ bytes: UnsafeRawBufferPointer) {
            self.bytes = bytes
            let frequencies = HuffmanEncoder.frequencies(of: bytes)
            code = HuffmanCode(frequencies: frequencies, limit: HuffmanEncoder.codeLimit)
            header = CodeLengths(literals: code.lengths)
            bitCount = header.bitCount + code.bitCount(of: frequencies)
        }

        func write(to writer: inout BitWriter) {
            header.write(to: &writer)
            withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 256) { codes in
                for byte in 0..<256 { codes.initializeElement(at: byte, to: code.packedCode(of: byte)) }
                // A local one stays in registers: the bytes that are stored might be those of any other.
                var local = writer
                var position = 0
                while position + 8 <= bytes.count {
                    let first = PackedCodes(of: bytes, at: position, codes)
                    let second = PackedCodes(of: bytes, at: position &+ 4, codes)
                    if first.bitCount &+ second.bitCount <= 56 {
                        local.write(first.joined(second))
                    } else {
                        local.write(first)
                        local.write(second)
                    }
                    position += 8
                }
                for byte in bytes[position...] { local.write(code.codes[Int(byte)]) }
                writer = local
            }
            writer.write(code.codes[HuffmanEncoder.endOfBlock])
        }
    }

    /// Counts bytes in eight tables by turns: a byte that comes often would otherwise wait for its own last store.
    private static func frequencies(of bytes: UnsafeRawBufferPointer) -> [UInt32] {
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 8 * 256) { counts in
            counts.initialize(repeating: 0)
            var position = 0
            while position + 8 <= bytes.count {
                for table in 0..<8 { counts[table &* 256 &+ Int(bytes[position &+ table])] &+= 1 }
                position += 8
            }
            for byte in bytes[position...] { counts[Int(byte)] &+= 1 }
            return [UInt32](unsafeUninitializedCapacity: 257) { sums, count in
                for byte in 0..<256 {
                    var sum: UInt32 = 0
                    for table in 0..<8 { sum &+= counts[table &* 256 &+ byte] }
                    sums[byte] = sum
                }
                sums[HuffmanEncoder.endOfBlock] = 1
                count = 257
            }
        }
    }
}
