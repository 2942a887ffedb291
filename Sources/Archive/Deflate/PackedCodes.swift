/// The codes of several bytes, joined in the highest bits of a word; the lowest bits are undefined.
///
/// A later code shifts the earlier ones down. The shift's count is the word of that code itself: a shift uses only the
/// lowest six bits of its count, and those are the length of the code.
struct PackedCodes {
    let bits: UInt64
    let bitCount: UInt64

    /// Joins the codes of four consecutive bytes.
    ///
    /// - Parameter table: The packed codes of all bytes.
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

    /// Returns these codes followed by others, of no more than 56 bits together.
    @inline(__always)
    func joined(_ next: PackedCodes) -> PackedCodes {
        PackedCodes(bits: bits &>> next.bitCount | next.bits, bitCount: bitCount &+ next.bitCount)
    }
}
