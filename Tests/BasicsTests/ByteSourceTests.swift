import Basics
import Testing

@Suite struct ByteSourceTests {
    /// A source that implements only `read`.
    private struct Numbers: ByteSource {
        let byteCount: Int

        func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) {
            for index in buffer.indices { buffer[index] = UInt8(truncatingIfNeeded: (offset + index) &* 31) }
        }
    }

    @Test(arguments: [0, 1, 1 << 20, (2 << 20) + 5])
    func slicesArriveInOrder(byteCount: Int) throws {
        var (all, largest): ([UInt8], Int) = ([], 0)
        try Numbers(byteCount: byteCount).forEachPiece { piece, offset in
            #expect(offset == all.count)
            largest = max(largest, piece.byteCount)
            piece.withUnsafeBytes { all += $0 }
        }
        #expect(all == (0..<byteCount).map { UInt8(truncatingIfNeeded: $0 &* 31) })
        #expect(largest <= 1 << 20)
    }

    @Test func arrayIsOneSlice() {
        var pieces: [Int] = []
        [UInt8](repeating: 1, count: 3 << 20).forEachPiece { piece, _ in pieces.append(piece.byteCount) }
        #expect(pieces == [3 << 20])
    }
}
