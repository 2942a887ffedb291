/// An estimate of whether a search for repeated byte sequences would find any.
///
/// Weights have no repeats: deflate can only use the frequencies of their bytes, and a search takes ten times as long to make
/// the result larger. Text and code are the opposite. The estimate reads 64 KiB of a frame in four places, and uses integers
/// only, so that all machines decide alike.
package enum MatchProbe {
    private static let windowByteCount = 16 << 10
    private static let windowCount = 4
    private static let hashBits = 12
    /// The reciprocal of the smallest fraction of repeated bytes; that of trained weights is below one in a hundred.
    private static let threshold = 16

    /// Returns whether at least one byte in sixteen is part of a repeat.
    package static func findsMatches(in bytes: UnsafeRawBufferPointer) -> Bool {
        let windowCount = bytes.count <= windowByteCount * Self.windowCount ? 1 : Self.windowCount
        let length = windowCount == 1 ? bytes.count : windowByteCount
        let stride = windowCount == 1 ? 0 : (bytes.count - length) / (windowCount - 1)
        var matched = 0
        for window in 0..<windowCount {
            let start = window * stride
            matched += matchedByteCount(in: UnsafeRawBufferPointer(rebasing: bytes[start..<start + length]))
        }
        return matched * threshold >= length * windowCount
    }

    /// Counts the bytes of a window in sequences of four or more that occurred in it before.
    private static func matchedByteCount(in window: UnsafeRawBufferPointer) -> Int {
        guard window.count >= 8 else { return 0 }
        return withUnsafeTemporaryAllocation(of: Int32.self, capacity: 1 << hashBits) { lastSeen in
            lastSeen.initialize(repeating: -1)
            var matched = 0
            var position = 0
            while position + 4 <= window.count {
                let word = window.loadUnaligned(fromByteOffset: position, as: UInt32.self)
                let slot = Int((word &* 0x9E37_79B1) >> UInt32(32 - hashBits))
                let candidate = Int(lastSeen[slot])
                lastSeen[slot] = Int32(position)
                if candidate >= 0, window.loadUnaligned(fromByteOffset: candidate, as: UInt32.self) == word {
                    matched += 4
                    position += 4
                } else {
                    position += 1
                }
            }
            return matched
        }
    }
}
