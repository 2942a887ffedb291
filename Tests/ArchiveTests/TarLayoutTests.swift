import Archive
import Assets
import Testing

@Suite struct TarLayoutTests {
    private static let mebibyte = 1 << 20

    private func frames(_ sizes: [Int]) throws -> [FramePlan] {
        var layout = try TarLayout(
            sizes.enumerated().map { index, size in
                TreeEntry(path: "f\(index)", kind: .file(size: Int64(size), isExecutable: false))
            }
        )
        var frames: [FramePlan] = []
        while let frame = try layout.next() { frames.append(frame) }
        #expect(try layout.next() == nil)
        return frames
    }

    @Test(arguments: [
        ([], [1024]),
        ([0], [512 + 1024]),
        ([1], [512 + 512 + 1024]),
        ([512], [512 + 512 + 1024]),
        // Gathered up to the limit, and never divided inside.
        ([600 << 10, 600 << 10, 600 << 10], [2 * (512 + 600 << 10), 512 + 600 << 10 + 1024]),
        ([mebibyte - 1], [512 + mebibyte, 1024]),
        ([1, mebibyte - 1024 - 512, 1], [mebibyte + 512 - 512, 1024 + 1024]),
        // Large from here on: divided from its own start; its padding goes with what follows.
        ([mebibyte], [512, mebibyte, 1024]),
        ([mebibyte + 1], [512, mebibyte + 1, 511 + 1024]),
        ([4 * mebibyte - 1], [512, 4 * mebibyte - 1, 1 + 1024]),
        ([4 * mebibyte], [512, 4 * mebibyte, 1024]),
        ([4 * mebibyte + 1], [512, 4 * mebibyte, 1, 511 + 1024]),
        ([9 * mebibyte, 7], [512, 4 * mebibyte, 4 * mebibyte, mebibyte, 512 + 512 + 1024]),
    ])
    func framesEndAtFileBoundaries(sizes: [Int], frameByteCounts: [Int]) throws {
        #expect(try frames(sizes).map(\.byteCount) == frameByteCounts)
    }

    @Test func everyByteOfEveryFileIsReadOnce() throws {
        let sizes = [0, 5, 512, 3 << 20, 1 << 20, 0, (8 << 20) + 3, 700_000, 700_000, 1]
        var offsets = [Int](repeating: 0, count: sizes.count)
        for slice in try frames(sizes).flatMap(\.slices) {
            #expect(slice.offset == offsets[slice.entry])
            offsets[slice.entry] += slice.destination.count
        }
        #expect(offsets == sizes)
    }

    @Test func framesOfALargeFileDoNotDependOnItsNeighbours() throws {
        let alone = try frames([9 << 20]).dropFirst().prefix(3)
        let among = try frames([5, 1 << 20, 3, 9 << 20, 1]).filter { $0.slices.first?.entry == 3 }
        #expect(alone.map(\.byteCount) == among.map(\.byteCount))
        #expect(alone.map { $0.slices.map(\.offset) } == among.map { $0.slices.map(\.offset) })
        #expect(among.allSatisfy { $0.slices.count == 1 && $0.slices.first?.destination == 0..<$0.byteCount })
    }
}
