/// Writes bits, lowest first, into memory that is large enough.
struct BitWriter {
    private let start: UnsafeMutableRawPointer
    private(set) var next: UnsafeMutableRawPointer
    private var accumulator: UInt64 = 0
    private var bitCount: UInt64 = 0

    /// Creates a writer that starts at a byte; eight bytes past the last one written must be writable.
    init(_ start: UnsafeMutableRawPointer) {
        self.start = start
        next = start
    }

    /// The number of whole bytes written.
    var byteCount: Int { next - start }

    /// Adds up to 56 bits.
    @inline(__always)
    mutating func write(_ bits: UInt64, count: UInt64) {
        accumulator |= bits &<< bitCount
        bitCount &+= count
        next.storeBytes(of: accumulator.littleEndian, as: UInt64.self)
        next += Int(bitCount &>> 3)
        accumulator &>>= bitCount & ~7
        bitCount &= 7
    }

    /// Adds the joined codes of several symbols.
    @inline(__always)
    mutating func write(_ codes: PackedCodes) {
        write(codes.bits &>> (0 &- codes.bitCount), count: codes.bitCount)
    }

    /// Adds the code of one symbol, as `HuffmanCode.codes` has it.
    mutating func write(_ code: UInt32) {
        write(UInt64(code & 0xFFFF), count: UInt64(code >> 16))
    }

    /// Ends a frame with an empty stored block, after which the next frame starts at a byte.
    mutating func endFrame() {
        write(0, count: 3)
        if bitCount > 0 { write(0, count: 8 - bitCount) }
        write(0xFFFF_0000, count: 32)
    }
}
