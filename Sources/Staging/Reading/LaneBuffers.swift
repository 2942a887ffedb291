/// A buffer for each lane in which files are hashed.
struct LaneBuffers: ~Copyable {
    /// The distance in which addresses share a place in the processor's first cache.
    private static let period = 4096

    private let bytes: UnsafeMutableRawBufferPointer
    private let byteCount: Int
    private let distance: Int

    init(count: Int, byteCount: Int) {
        self.byteCount = byteCount
        // All lanes advance at the same pace, so that their bytes must not be in the same place of the cache.
        distance = byteCount + Self.period / count
        bytes = .allocate(byteCount: count * distance, alignment: Self.period)
    }

    deinit {
        bytes.deallocate()
    }

    subscript(lane: Int) -> UnsafeMutableRawBufferPointer {
        UnsafeMutableRawBufferPointer(rebasing: bytes[lane * distance..<lane * distance + byteCount])
    }
}
