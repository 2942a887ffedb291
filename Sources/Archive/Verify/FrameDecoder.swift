/// Decodes frames, each by itself: a frame that refers to bytes of another one could not be reused without it.
struct FrameDecoder: ~Copyable {
    private static let outputByteCount = 64 << 10

    private var inflater: Inflater
    private let output: UnsafeMutableRawBufferPointer

    init() throws(ArchiveError) {
        inflater = try Inflater(.none)
        output = .allocate(byteCount: Self.outputByteCount, alignment: 16)
    }

    deinit {
        output.deallocate()
    }

    /// Decodes the next part of a frame and passes its content on, one buffer at a time.
    ///
    /// - Throws: `ArchiveError.mismatch` if it cannot be decoded, and what `content` throws.
    mutating func decode(_ part: UnsafeRawBufferPointer, into content: inout BundleContent) throws(ArchiveError) {
        var rest = part
        var isFull: Bool
        repeat {
            // Stops at every block, for only there does zlib report whether it is between two.
            let step = inflater.decode(rest, into: output, stopsAtBlocks: true)
            // `ended`: a block of the frame is marked as the last one of the stream.
            guard case .running = step.status else { throw .mismatch(what: "a frame cannot be decoded") }
            rest = UnsafeRawBufferPointer(rebasing: rest[step.inputByteCount...])
            isFull = step.outputByteCount == output.count
            try content.update(UnsafeRawBufferPointer(rebasing: output[..<step.outputByteCount]))
        } while !rest.isEmpty || isFull && !isBetweenBlocks
    }

    /// Ends a frame, which must end at a byte between two blocks.
    mutating func endFrame() throws(ArchiveError) {
        guard isBetweenBlocks else { throw .mismatch(what: "a frame does not end where it should") }
        try inflater.reset()
    }

    private var isBetweenBlocks: Bool {
        guard let end = inflater.blockEnd else { return false }
        return !end.isLast && end.unusedBitCount == 0
    }
}
