import Hashing
import TestSupport
import Testing

@Suite struct CRC64NVMETests {
    private static let ways = CRC64NVME.Way.allCases.filter(\.isAvailable)

    /// Sources: the catalogue of parametrised CRC algorithms (CRC-64/NVME, "check"); NVM Command Set Specification 1.0,
    /// figure "64b CRC Test Cases".
    private static let published: [(name: String, bytes: [UInt8], checksum: UInt64)] = [
        ("nothing", [], 0),
        ("digits", Array("123456789".utf8), 0xae8b_1486_0a79_9888),
        ("zeros", Array(repeating: 0, count: 4096), 0x6482_d367_eb22_b64e),
        ("ones", Array(repeating: 0xff, count: 4096), 0xc0dd_ba73_02ec_a3ac),
        ("rising", (0..<4096).map { UInt8(truncatingIfNeeded: $0) }, 0x3e72_9f5f_6750_449c),
        ("falling", (0..<4096).map { UInt8(truncatingIfNeeded: 255 - $0) }, 0x9a2d_f64b_8e9e_517e),
    ]

    @Test(arguments: ways, published.indices)
    func publishedValues(way: CRC64NVME.Way, index: Int) {
        let (name, bytes, expected) = Self.published[index]
        var checksum = CRC64NVME()
        checksum.update(bytes.span.bytes, by: way)
        #expect(checksum.value == expected, "\(name)")
        #expect(CRC64NVME(bytes.span.bytes).value == expected, "\(name)")
    }

    /// Lengths around those of vectors and of steps, at all alignments, in pieces, after other bytes.
    @Test(arguments: ways, 0..<8 as Range<UInt64>)
    func allWaysAgreeWithTheDefinition(way: CRC64NVME.Way, seed: UInt64) {
        var generator = SplitMix(state: seed)
        for _ in 0..<150 {
            let first = CRC64NVME(value: generator.next())
            let count = Int.random(in: 0...700, using: &generator)
            let bytes = Self.random(count, &generator)
            let cutCount = Int.random(in: 0...3, using: &generator)
            let cuts = (0..<cutCount).map { _ in Int.random(in: 0...count, using: &generator) }.sorted()
            var checksum = first
            for (start, end) in zip([0] + cuts, cuts + [count]) {
                // As large as the piece, so that a sanitizer sees what is read beyond.
                let offset = Int.random(in: 0..<16, using: &generator)
                let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: offset + end - start, alignment: 16)
                defer { buffer.deallocate() }
                let piece = UnsafeMutableRawBufferPointer(rebasing: buffer[offset...])
                piece.copyBytes(from: bytes[start..<end])
                checksum.update(UnsafeRawBufferPointer(piece).bytes, by: way)
            }
            #expect(checksum == Self.bitwise(bytes, after: first), "\(count) bytes cut at \(cuts)")
        }
    }

    @Test func partsMakeTheWhole() {
        var generator = SplitMix(state: 1)
        for count in [0, 1, 2, 15, 128, 1000, 65_537] {
            let bytes = Self.random(count, &generator)
            for cut in [0, count / 3, count / 2, count] {
                let (head, tail) = (Array(bytes[..<cut]), Array(bytes[cut...]))
                let whole = CRC64NVME.combine(
                    CRC64NVME(head.span.bytes),
                    CRC64NVME(tail.span.bytes),
                    secondByteCount: tail.count
                )
                #expect(whole == CRC64NVME(bytes.span.bytes), "\(count) bytes cut at \(cut)")
            }
        }
    }

    /// A number of bytes that no test can hash: zeros are added to zeros, by halves.
    @Test func largePartsAreCombined() {
        let zero = Self.bitwise([0], after: CRC64NVME())
        var (zeros, count) = (zero, 1)
        while count < 1 << 42 {
            zeros = CRC64NVME.combine(zeros, zeros, secondByteCount: count)
            count *= 2
        }
        let before = CRC64NVME.combine(zero, zeros, secondByteCount: count)
        #expect(before == CRC64NVME.combine(zeros, zero, secondByteCount: 1))
    }

    @Test func base64IsThatOfS3() throws {
        let checksum = CRC64NVME(Array("123456789".utf8).span.bytes)
        #expect(checksum.base64 == "rosUhgp5mIg=")
        #expect(CRC64NVME(base64: "rosUhgp5mIg=") == checksum)
        #expect(CRC64NVME(value: 1).base64 == "AAAAAAAAAAE=")
    }

    @Test(arguments: ["", "rosUhgp5mIg", "rosUhgp5mIg=-1", "AAAA", "rosUhgp5mIgA", "rosUhgp5mI==", " rosUhgp5mIg="])
    func otherTextIsNoChecksum(text: String) {
        #expect(CRC64NVME(base64: text) == nil)
    }

    private static func random(_ count: Int, _ generator: inout SplitMix) -> [UInt8] {
        (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
    }

    /// The definition: bit by bit, with the polynomial of the specification reflected.
    private static func bitwise(_ bytes: [UInt8], after checksum: CRC64NVME) -> CRC64NVME {
        var state = ~checksum.value
        for byte in bytes {
            state ^= UInt64(byte)
            for _ in 0..<8 { state = state & 1 == 1 ? state >> 1 ^ 0x9a6c_9329_ac4b_c9b5 : state >> 1 }
        }
        return CRC64NVME(value: ~state)
    }
}
