internal import CHash

/// The next bytes of a message.
package struct MessagePiece {
    let bytes: UnsafeRawBufferPointer
    let isLast: Bool

    /// Creates a piece.
    ///
    /// - Parameters:
    ///   - bytes: As many as in whole blocks of 64 bytes, unless they are the last; they must not change until the source
    ///     is asked for more in the same lane.
    ///   - isLast: Whether the message ends with them.
    package init(_ bytes: UnsafeRawBufferPointer, isLast: Bool) {
        precondition(
            isLast || bytes.count.isMultiple(of: LaneStates.blockByteCount),
            "only the last piece of a message ends within a block"
        )
        self.bytes = bytes
        self.isLast = isLast
    }
}

/// Messages that are hashed at the same time, each read piece by piece in one of the lanes.
package protocol MessageSource: ~Copyable {
    /// Returns the next piece of the message in a lane, or the first one of another message after the last one has ended.
    ///
    /// - Returns: The piece; nil if there is no other message.
    mutating func next(in lane: Int) throws -> MessagePiece?

    /// Receives the digest of the message that has ended in a lane.
    mutating func end(in lane: Int, _ digest: SHA256Digest) throws
}

/// Computes the SHA-256 of several messages at a time on one thread.
///
/// A lane whose message ends takes another one, so that messages may differ in length.
package struct SHA256Lanes: ~Copyable {
    /// The place in its message of a lane's blocks.
    private enum Stage {
        case none
        case piece(isLast: Bool)
        case end
    }

    private struct Lane {
        /// The lane's number for the source.
        let number: Int
        var stage = Stage.none
        /// The number of blocks that are not hashed yet.
        var blockCount = 0
        /// The bytes after them.
        var rest = UnsafeRawBufferPointer(start: nil, count: 0)
        /// The number of bytes of the message so far.
        var byteCount = 0
    }

    private let way: LaneWay
    private var states = LaneStates()
    /// The lanes that have a message, and after them those that have had one.
    private var lanes: [Lane]

    /// Creates lanes.
    ///
    /// - Parameter way: A way that is available.
    package init(_ way: LaneWay = .best) {
        precondition(way.isAvailable, "the processor cannot hash in this way")
        self.way = way
        lanes = (0..<way.laneCount).map { Lane(number: $0) }
    }

    /// The number of lanes, which the source sees as 0 and following.
    package var count: Int { way.laneCount }

    /// Hashes all messages of a source.
    ///
    /// - Throws: The errors of the source.
    package mutating func hash<Source: MessageSource & ~Copyable>(_ source: inout Source) throws {
        guard let kernel = way.kernel else { return try hashInTurn(&source) }
        var count = 0
        while count < lanes.count {
            lanes[count] = Lane(number: count)
            guard try refill(count, from: &source) else { break }
            count += 1
        }
        while count > 0 {
            let blockCount = lanes[..<count].reduce(Int.max) { min($0, $1.blockCount) }
            states.advance(kernel, laneCount: count, blockCount: blockCount)
            for index in (0..<count).reversed() {
                lanes[index].blockCount -= blockCount
                guard lanes[index].blockCount == 0, try !refill(index, from: &source) else { continue }
                // The lanes with a message stay together; the last one of them has had its turn.
                count -= 1
                lanes[index] = lanes[count]
                states.move(count, to: index)
            }
        }
    }

    private func hashInTurn<Source: MessageSource & ~Copyable>(_ source: inout Source) throws {
        var hash = SHA256()
        var isWithin = false
        while let piece = try source.next(in: 0) {
            hash.update(piece.bytes.bytes)
            isWithin = !piece.isLast
            if piece.isLast { try source.end(in: 0, hash.finish()) }
        }
        precondition(!isWithin, "a message has a last piece")
    }

    /// Finds the next blocks for a lane without any; returns false if there is no other message.
    private mutating func refill<Source: MessageSource & ~Copyable>(
        _ index: Int,
        from source: inout Source
    ) throws -> Bool {
        repeat {
            switch lanes[index].stage {
            case .piece(isLast: true):
                let lane = lanes[index]
                lanes[index].blockCount = states.setEnd(lane.rest, byteCount: lane.byteCount, of: index)
                lanes[index].stage = .end
            case .piece(isLast: false):
                guard try take(index, from: &source) else { preconditionFailure("a message has a last piece") }
            case .end:
                lanes[index].stage = .none
                try source.end(in: lanes[index].number, states.digest(of: index))
            case .none:
                states.reset(index)
                lanes[index].byteCount = 0
                guard try take(index, from: &source) else { return false }
            }
        } while lanes[index].blockCount == 0
        return true
    }

    /// Takes the next piece of a lane.
    private mutating func take<Source: MessageSource & ~Copyable>(
        _ index: Int,
        from source: inout Source
    ) throws -> Bool {
        guard let piece = try source.next(in: lanes[index].number) else { return false }
        let blockCount = piece.bytes.count / LaneStates.blockByteCount
        lanes[index].stage = .piece(isLast: piece.isLast)
        lanes[index].byteCount += piece.bytes.count
        lanes[index].blockCount = blockCount
        let rest = piece.bytes[(blockCount * LaneStates.blockByteCount)...]
        lanes[index].rest = UnsafeRawBufferPointer(rebasing: rest)
        states.setBlocks(piece.bytes, of: index)
        return true
    }
}
