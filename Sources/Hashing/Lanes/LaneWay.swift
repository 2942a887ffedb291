internal import CHash

/// A way to hash several messages at a time on one thread.
package enum LaneWay: Sendable, CaseIterable {
    /// Sixteen messages in the lanes of AVX-512's vectors: twice as fast as libcrypto's SHA instructions.
    case avx512
    /// Two messages interleaved: SHA instructions wait for each other within one message. Up to twice as fast.
    case pairs
    /// The code of AVX-512 for any processor: slow, and there for tests.
    case portable
    /// One message after another.
    case libcrypto

    /// The fastest way of this processor, which is compared with libcrypto when it is first used.
    package static let best = [avx512, pairs].first { $0.isAvailable && $0.agreesWithLibcrypto } ?? .libcrypto

    /// Whether the processor and the system can run it.
    package var isAvailable: Bool { kernel.map { chash_has_way($0) != 0 } ?? true }

    /// The number of messages at a time.
    package var laneCount: Int {
        switch self {
        case .avx512, .portable: Int(CHASH_LANE_LIMIT)
        case .pairs: 2
        case .libcrypto: 1
        }
    }

    /// The way of the C code; nil for libcrypto.
    var kernel: chash_way? {
        switch self {
        case .avx512: chash_way_avx512
        case .pairs: chash_way_pairs
        case .portable: chash_way_portable
        case .libcrypto: nil
        }
    }

    /// Hashes messages of different lengths, so that all lanes are used and some end before others.
    private var agreesWithLibcrypto: Bool {
        let byteCounts = (0..<2 * laneCount + 1).map { 61 * $0 + 3 }
        let bytes = LaneCheck.message(byteCount: byteCounts.max() ?? 0)
        return bytes.withUnsafeBytes { bytes in
            let messages = byteCounts.map { UnsafeRawBufferPointer(rebasing: bytes[..<$0]) }
            var check = LaneCheck(messages)
            var lanes = SHA256Lanes(self)
            guard (try? lanes.hash(&check)) != nil else { return false }
            return check.digests == messages.map { SHA256.hash($0.bytes) }
        }
    }
}
