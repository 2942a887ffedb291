internal import CZlib

/// Decodes frames, each by itself: a frame that refers to bytes of another one could not be reused without it.
struct FrameDecoder: ~Copyable {
    private static let outputByteCount = 64 << 10

    /// On the heap: zlib remembers where the stream is, and refuses one that has moved.
    private let stream: UnsafeMutablePointer<z_stream>
    private let output: UnsafeMutableRawBufferPointer

    init() throws(ArchiveError) {
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        guard czlib_inflate_init_raw(stream) == Z_OK else {
            stream.deallocate()
            throw .library(function: "inflateInit2", reason: "no memory")
        }
        // Set last: a value that cannot be copied cannot be half made when `init` throws.
        self.stream = stream
        output = .allocate(byteCount: Self.outputByteCount, alignment: 16)
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
        output.deallocate()
    }

    /// Decodes the next part of a frame, and hands over what it holds piece by piece.
    ///
    /// - Throws: `ArchiveError.mismatch` if it cannot be decoded, and what `content` throws.
    mutating func decode(_ part: UnsafeRawBufferPointer, into content: inout BundleContent) throws(ArchiveError) {
        stream.pointee.next_in = UnsafeMutablePointer(mutating: part.assumingMemoryBound(to: Bytef.self).baseAddress)
        stream.pointee.avail_in = uInt(part.count)
        repeat {
            stream.pointee.next_out = output.assumingMemoryBound(to: Bytef.self).baseAddress
            stream.pointee.avail_out = uInt(output.count)
            // Stops at every block, for only there does zlib tell whether it stands between two.
            let status = inflate(stream, Z_BLOCK)
            // Z_STREAM_END: a frame's block says that it is the last one.
            guard status == Z_OK || status == Z_BUF_ERROR else { throw .mismatch(what: "a frame cannot be decoded") }
            let count = output.count - Int(stream.pointee.avail_out)
            try content.update(UnsafeRawBufferPointer(rebasing: output[..<count]))
        } while stream.pointee.avail_in > 0 || stream.pointee.avail_out == 0 && !isBetweenBlocks
    }

    /// Ends a frame, which must end at a byte between two blocks.
    mutating func endFrame() throws(ArchiveError) {
        guard isBetweenBlocks else { throw .mismatch(what: "a frame does not end where it should") }
        guard inflateReset(stream) == Z_OK else { throw .library(function: "inflateReset", reason: "invalid state") }
    }

    /// zlib's manual, inflate: 128 at the end of a block, 64 in the last one, and the unused bits of its byte.
    private var isBetweenBlocks: Bool { stream.pointee.data_type & 0b1100_0111 == 128 }
}
