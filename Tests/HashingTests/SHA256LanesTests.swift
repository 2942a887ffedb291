import Hashing
import TestSupport
import Testing

@Suite struct SHA256LanesTests {
    private static let ways = LaneWay.allCases.filter(\.isAvailable)

    /// Lengths around the ends of blocks and of the padding's.
    private static let edges = [0, 1, 54, 55, 56, 57, 63, 64, 65, 118, 119, 120, 121, 127, 128, 129, 191, 192, 193]

    /// Numbers of messages and their lengths: fewer than lanes, as many, and more, so that lanes are taken again.
    private static let cases: [(name: String, byteCounts: [Int])] = [
        ("none", []),
        ("one", [1000]),
        ("empty ones", Array(repeating: 0, count: 40)),
        ("edges", edges + edges.reversed()),
        ("equal", Array(repeating: 4096, count: 33)),
        ("less than lanes", [70_000, 3, 128, 0, 640, 10_000, 1]),
        ("ever shorter", (0..<48).map { 64 * (48 - $0) + $0 }),
        ("ever longer", (0..<48).map { 61 * $0 }),
        ("one long", [200_000] + Array(repeating: 100, count: 50)),
        ("long at last", Array(repeating: 100, count: 50) + [100_001]),
        ("random", randomByteCounts(below: 200_001, count: 20) + randomByteCounts(below: 300, count: 100)),
    ]

    private static func randomByteCounts(below limit: Int, count: Int) -> [Int] {
        var generator = SplitMix(state: UInt64(limit))
        return (0..<count).map { _ in Int.random(in: 0..<limit, using: &generator) }
    }

    @Test(arguments: ways, cases.indices)
    func digestsAreThoseOfSHA256(way: LaneWay, index: Int) throws {
        let (name, byteCounts) = Self.cases[index]
        let messages = byteCounts.enumerated().map { message($0, byteCount: $1) }
        var lanes = SHA256Lanes(way)
        #expect(lanes.count == way.laneCount)
        for pieceByteCount in [64, 4096, 1 << 18] where pieceByteCount > 64 || byteCounts.reduce(0, +) < 50_000 {
            var source = MessagesInPieces(messages, pieceByteCount: pieceByteCount)
            try lanes.hash(&source)
            let expected = messages.map { SHA256.hash($0.span.bytes) }
            #expect(source.digests == expected, "\(name) in pieces of \(pieceByteCount) bytes")
            #expect(source.usedLanes.count == min(way.laneCount, messages.count))
        }
    }

    /// The lanes are as new after an error within messages.
    @Test(arguments: ways)
    func errorOfTheSourceIsRethrown(way: LaneWay) throws {
        let messages = (0..<40).map { message($0, byteCount: 1000 + $0) }
        var lanes = SHA256Lanes(way)
        var failing = MessagesInPieces(messages, pieceByteCount: 128, pieceLimit: 25)
        #expect(throws: MessagesInPieces.Ended()) { try lanes.hash(&failing) }
        var source = MessagesInPieces(messages, pieceByteCount: 128)
        try lanes.hash(&source)
        #expect(source.digests == messages.map { SHA256.hash($0.span.bytes) })
    }

    @Test func bestWayIsAvailable() {
        #expect(LaneWay.best.isAvailable)
        // Whatever this processor has is right, too: it is not left out in silence.
        #expect(LaneWay.best == [.avx512, .pairs].first(where: \.isAvailable) ?? .libcrypto)
    }

    @Test(
        .enabled(if: SHA256Twins.isAvailable),
        arguments: [(0, 64), (1, 64), (63, 64), (64, 64), (1000, 128), (1024, 1024), (70_123, 4096), (200_000, 65_536)]
    )
    func twinsHashTheWholeAndTheParts(byteCount: Int, partByteCount: Int) {
        let message = message(byteCount, byteCount: byteCount)
        for pieceByteCount in [64, partByteCount] {
            var twins = SHA256Twins()
            var digests: [SHA256Digest] = []
            for start in stride(from: 0, to: byteCount, by: pieceByteCount) {
                let piece = message[start..<min(start + pieceByteCount, byteCount)]
                piece.withUnsafeBytes { twins.update($0) }
                if piece.endIndex == byteCount || piece.endIndex.isMultiple(of: partByteCount) {
                    digests.append(twins.finishPart())
                }
            }
            #expect(twins.finish() == SHA256.hash(message.span.bytes))
            let parts = stride(from: 0, to: byteCount, by: partByteCount).map {
                SHA256.hash(Array(message[$0..<min($0 + partByteCount, byteCount)]).span.bytes)
            }
            #expect(digests == parts)
        }
    }

    @Test func twinsAreAvailableWithPairs() {
        #expect(SHA256Twins.isAvailable == LaneWay.pairs.isAvailable)
    }
}

private func message(_ seed: Int, byteCount: Int) -> [UInt8] {
    var generator = SplitMix(state: UInt64(seed))
    let words = (0..<(byteCount + 7) / 8).map { _ in generator.next() }
    return words.withUnsafeBytes { Array($0.prefix(byteCount)) }
}

/// Messages that are handed out piece by piece, in a buffer for each lane that is overwritten with the next piece.
private struct MessagesInPieces: MessageSource, ~Copyable {
    struct Ended: Error, Equatable {}

    private let messages: [[UInt8]]
    private let pieceByteCount: Int
    private var pieceLimit: Int
    private var started = 0
    /// The number of the message in a lane and how far it was handed out.
    private var places: [Int: (message: Int, offset: Int)] = [:]
    private var buffers: [Int: UnsafeMutableRawBufferPointer] = [:]
    private(set) var digests: [SHA256Digest?]

    init(_ messages: [[UInt8]], pieceByteCount: Int, pieceLimit: Int = .max) {
        self.messages = messages
        self.pieceByteCount = pieceByteCount
        self.pieceLimit = pieceLimit
        digests = Array(repeating: nil, count: messages.count)
    }

    deinit {
        for buffer in buffers.values { buffer.deallocate() }
    }

    var usedLanes: [Int] { Array(buffers.keys) }

    mutating func next(in lane: Int) throws -> MessagePiece? {
        if places[lane] == nil {
            guard started < messages.count else { return nil }
            places[lane] = (started, 0)
            started += 1
        }
        guard pieceLimit > 0, let (message, offset) = places[lane] else { throw Ended() }
        pieceLimit -= 1
        let rest = messages[message].dropFirst(offset)
        let piece = rest.prefix(pieceByteCount)
        // As large as the piece, so that a sanitizer sees what is read beyond.
        buffers[lane]?.deallocate()
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: piece.count, alignment: 1)
        buffer.copyBytes(from: piece)
        buffers[lane] = buffer
        places[lane] = (message, offset + piece.count)
        return MessagePiece(UnsafeRawBufferPointer(buffer), isLast: piece.count == rest.count)
    }

    mutating func end(in lane: Int, _ digest: SHA256Digest) throws {
        guard let (message, _) = places.removeValue(forKey: lane) else { throw Ended() }
        digests[message] = digest
    }
}
