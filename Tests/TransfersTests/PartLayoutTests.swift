import Testing
import Transfers

@Suite struct PartLayoutTests {
    private static let least = 5 << 20

    /// The sizes of a bundle: of the bytes between large files, and of the frames of large files.
    private enum Piece {
        case between(Int)
        case file([Int])
    }

    /// The sizes of the parts.
    private func parts(_ pieces: [Piece], byteCount: Int64 = 1 << 30) -> [Int] {
        var layout = PartLayout(byteCount: byteCount)
        var (parts, current): ([Int], Int) = ([], 0)
        func add(_ count: Int, _ cuts: [Int]) {
            var position = 0
            for cut in cuts {
                parts.append(current + cut - position)
                (current, position) = (0, cut)
            }
            current += count - position
        }
        for piece in pieces {
            switch piece {
            case .between(let count): add(count, layout.cut(between: count))
            case .file(let frames):
                for (index, count) in frames.enumerated() {
                    let isLast = index == frames.count - 1
                    add(count, layout.cut(inFile: count, isFirst: index == 0, isLast: isLast))
                }
            }
        }
        return parts + (current > 0 ? [current] : [])
    }

    private static func randomPieces(_ generator: inout some RandomNumberGenerator) -> [Piece] {
        (0..<Int.random(in: 1...30, using: &generator)).map { _ in
            Bool.random(using: &generator)
                ? .between(Int.random(in: 1...3 << 20, using: &generator))
                : .file(
                    (0..<Int.random(in: 1...9, using: &generator)).map { _ in
                        Int.random(in: 1...(4 << 20) + 400, using: &generator)
                    }
                )
        }
    }

    private func byteCount(_ pieces: [Piece]) -> Int {
        pieces.reduce(0) { sum, piece in
            switch piece {
            case .between(let count): sum + count
            case .file(let frames): sum + frames.reduce(0, +)
            }
        }
    }

    @Test func partsButTheLastReachTheMinimumOfS3() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<500 {
            let pieces = Self.randomPieces(&generator)
            let parts = parts(pieces)
            #expect(parts.reduce(0, +) == byteCount(pieces))
            #expect(parts.dropLast().allSatisfy { $0 >= Self.least }, "\(parts) of \(pieces)")
            #expect(parts.allSatisfy { $0 <= 13 << 20 }, "\(parts) of \(pieces)")
        }
    }

    @Test func aChangeBeforeALargeFileChangesOnePart() {
        let file = Piece.file([Int](repeating: 3_270_000, count: 60))
        let before = parts([.between(700), file, .between(2000), file, .between(1024)])
        let after = parts([.between(900_000), file, .between(2000), file, .between(1024)])
        #expect(before.count == after.count)
        #expect(zip(before, after).count { $0 != $1 } == 1)
        #expect(after.first == Self.least + 900_000)
    }

    @Test func growthOfALargeFileChangesOnlyTheFirstPartOfTheNext() {
        let frames = [Int](repeating: 3_270_000, count: 20)
        let before = parts([.between(700), .file(frames), .between(1024), .file(frames)])
        let after = parts([.between(700), .file(frames + [5]), .between(1024), .file(frames)])
        #expect(before.suffix(7) == after.suffix(7))
    }

    @Test(arguments: [Int64(0), 46 << 30, 47 << 30, 1 << 40, 5 << 40])
    func thePartCountStaysWithinTheLimitOfS3(byteCount: Int64) {
        let layout = PartLayout(byteCount: byteCount)
        #expect(byteCount / Int64(layout.least) <= 9000)
    }
}
