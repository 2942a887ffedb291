/// Codes of some bytes, joined in the highest bits of a word; what the lowest bits hold means nothing.
///
/// A code that comes later pushes what is there down. So joining takes one shift, whose count is the word itself: of a
/// count only the lowest six bits count, and those are the length of the code.
struct PackedCodes {
    let bits: UInt64
    let bitCount: UInt64

    /// Joins the codes of four bytes.
    ///
    /// - Parameter table: The packed code of each byte.
    @inline(__always)
    init(of bytes: UnsafeRawBufferPointer, at position: Int, _ table: UnsafeMutableBufferPointer<UInt64>) {
        let a = table[Int(bytes[position])], b = table[Int(bytes[position &+ 1])]
        let c = table[Int(bytes[position &+ 2])], d = table[Int(bytes[position &+ 3])]
        bits = ((a &>> b | b) &>> c | c) &>> d | d
        bitCount = (a &+ b &+ c &+ d) & 63
    }

    private init(bits: UInt64, bitCount: UInt64) {
        self.bits = bits
        self.bitCount = bitCount
    }

    /// Joins codes to others, together no more than 56 bits.
    @inline(__always)
    func joined(_ next: PackedCodes) -> PackedCodes {
        PackedCodes(bits: bits &>> next.bitCount | next.bits, bitCount: bitCount &+ next.bitCount)
    }
}
