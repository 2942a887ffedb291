/// Tells whether a search for repeated byte sequences would find anything.
///
/// Weights hold no repeats: all that deflate can gain there is in the frequencies of bytes, and a search costs ten times
/// the time only to make the result larger. Text and code are the opposite. Looks at 64 KiB of a frame, in four places;
/// integers only, so that every machine decides alike.
package enum MatchProbe {
    private static let windowByteCount = 16 << 10
    private static let windowCount = 4
    private static let hashBits = 12
    /// One byte in sixteen must be part of a repeat.
    ///
    /// Trained weights stay under one in a hundred.
    private static let threshold = 16

    /// Returns whether enough of the bytes repeats.
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

    /// Counts the bytes of a window that repeat four or more bytes seen before in it.
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
