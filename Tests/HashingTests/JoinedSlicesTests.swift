import Basics
import Hashing
import Testing

@Suite struct JoinedSlicesTests {
    @Test(arguments: [[], [0], [1], [0, 5, 0, 0, 3, 1], [100, 1, 0, 4096, 7]])
    func slicesReadLikeTheirBytesPutTogether(counts: [Int]) throws {
        var next: UInt8 = 0
        let slices = counts.map { count in
            // A slice whose indices do not begin at 0.
            let all = (0..<count + 3).map { _ -> UInt8 in
                next &+= 17
                return next
            }
            return all[2..<count + 2]
        }
        let (joined, expected) = (JoinedSlices(slices), Array(slices.joined()))
        #expect(joined.byteCount == expected.count)
        #expect(joined.array == expected)
        #expect(joined.sha256 == SHA256.hash(expected.span.bytes))
        var pieces: [UInt8] = []
        joined.forEachPiece { piece, offset in
            #expect(offset == pieces.count)
            piece.withUnsafeBytes { pieces += $0 }
        }
        #expect(pieces == expected)
        for size in [1, 2, 5, 64, 10_000] {
            var read: [UInt8] = []
            while read.count < expected.count {
                let count = min(size, expected.count - read.count)
                read += [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
                    joined.read(at: read.count, into: UnsafeMutableRawBufferPointer(buffer))
                    initialized = count
                }
            }
            #expect(read == expected, "\(size) at a time")
        }
    }
}
