internal import CHash

/// Computes the SHA-256 of a message and of each of its parts in one pass.
///
/// Both hashes have the same blocks, and the instructions of one fill the time in which those of the other wait.
package struct SHA256Twins: ~Copyable {
    /// The lanes of the part and of the whole message: the first lane can advance alone.
    private static let (part, whole) = (0, 1)

    /// Whether the processor has the instructions; compared with libcrypto when it is first used.
    package static let isAvailable = LaneWay.pairs.isAvailable && agreesWithLibcrypto
    /// Whether the pass is about as fast as libcrypto's for the whole message alone.
    ///
    /// It is on AMD's processors, and takes 1.4 times as long on Intel's. Measured when it is first used, in less than a
    /// millisecond.
    package static let isAsFastAsOne = isAvailable && relativeTime < 1.2

    /// The bytes of a block: parts are whole blocks, but for the last one.
    package static let blockByteCount = LaneStates.blockByteCount

    private var states = LaneStates()
    private var partByteCount = 0
    private var wholeByteCount = 0
    /// The bytes after the last whole block of the message.
    private var rest: [UInt8] = []

    /// Starts a message and its first part.
    package init() {
        states.reset(Self.part)
        states.reset(Self.whole)
    }

    /// Adds bytes to the part and to the message: whole blocks of 64 bytes, or the last bytes of the message.
    package mutating func update(_ bytes: UnsafeRawBufferPointer) {
        precondition(rest.isEmpty, "only the last piece of a message ends within a block")
        let blockByteCount = bytes.count & ~(LaneStates.blockByteCount - 1)
        states.advanceTwins(UnsafeRawBufferPointer(rebasing: bytes[..<blockByteCount]))
        rest = Array(bytes[blockByteCount...])
        partByteCount += bytes.count
        wholeByteCount += bytes.count
    }

    /// Returns the digest of the part, and starts another one.
    package mutating func finishPart() -> SHA256Digest {
        defer {
            states.reset(Self.part)
            partByteCount = 0
        }
        return finish(byteCount: partByteCount)
    }

    /// Returns the digest of the message; nothing can be added after that.
    package mutating func finish() -> SHA256Digest {
        states.move(Self.whole, to: Self.part)
        return finish(byteCount: wholeByteCount)
    }

    /// Ends the hash in the lane of the part.
    private mutating func finish(byteCount: Int) -> SHA256Digest {
        let count = rest.withUnsafeBytes { states.setEnd($0, byteCount: byteCount, of: Self.part) }
        states.advance(chash_way_pairs, laneCount: 1, blockCount: count)
        return states.digest(of: Self.part)
    }
}

extension SHA256Twins {
    private static let sample = LaneCheck.message(byteCount: 1 << 16)

    private static var agreesWithLibcrypto: Bool {
        let (first, second) = (sample.prefix(1024), sample[1024..<3001])
        var twins = SHA256Twins()
        first.withUnsafeBytes { twins.update($0) }
        guard twins.finishPart() == SHA256.hash(Array(first).span.bytes) else { return false }
        second.withUnsafeBytes { twins.update($0) }
        guard twins.finishPart() == SHA256.hash(Array(second).span.bytes) else { return false }
        return twins.finish() == SHA256.hash(Array(first + second).span.bytes)
    }

    /// The time of both hashes divided by that of libcrypto's; of several times the shortest, in which nothing else ran.
    private static var relativeTime: Double {
        let clock = ContinuousClock()
        var (ours, theirs) = (Duration.seconds(1), Duration.seconds(1))
        var twins = SHA256Twins()
        var hash = SHA256()
        for _ in 0..<5 {
            ours = min(ours, clock.measure { sample.withUnsafeBytes { twins.update($0) } })
            theirs = min(theirs, clock.measure { hash.update(sample.span.bytes) })
        }
        return ours / theirs
    }
}
