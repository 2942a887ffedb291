internal import CZlib

/// A zlib decompressor: the only owner of a `z_stream` in the program.
///
/// It keeps no input and no output between calls. Each call gets both and returns how much of them it used.
struct Inflater: ~Copyable {
    /// The container around the deflate blocks.
    enum Container {
        /// None: bare blocks, as in a frame.
        case none
        /// The header and trailer of a gzip member, whose checksum and size zlib verifies.
        case gzip
    }

    /// The result of one call.
    struct Step {
        enum Status {
            /// More input or output space is needed, or a block has ended.
            case running
            /// The stream, or the gzip member, is complete.
            case ended
            /// The input is invalid.
            case failed(reason: String)
        }

        let status: Status
        /// The number of bytes taken from the input.
        let inputByteCount: Int
        /// The number of bytes written to the output.
        let outputByteCount: Int
    }

    /// The end of a deflate block, at which a call stopped.
    struct BlockEnd {
        /// Whether the block is marked as the last one of its stream.
        let isLast: Bool
        /// The number of bits of the last input byte that belong to what follows.
        let unusedBitCount: Int
    }

    /// On the heap: zlib keeps the address of the stream and rejects one that has moved.
    private let stream: UnsafeMutablePointer<z_stream>

    init(_ container: Container) throws(ArchiveError) {
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        stream.initialize(to: z_stream())
        let status =
            switch container {
            case .none: czlib_inflate_init_raw(stream)
            case .gzip: czlib_inflate_init_gzip(stream)
            }
        guard status == Z_OK else {
            stream.deallocate()
            throw .library(function: "inflateInit2", reason: "no memory")
        }
        self.stream = stream
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    /// Decodes input until it is used up, the output is full, or the stream ends.
    ///
    /// - Parameter stopsAtBlocks: Whether to stop at the end of each block too; only there is `blockEnd` known.
    mutating func decode(
        _ input: UnsafeRawBufferPointer,
        into output: UnsafeMutableRawBufferPointer,
        stopsAtBlocks: Bool = false
    ) -> Step {
        stream.pointee.next_in = UnsafeMutablePointer(mutating: input.assumingMemoryBound(to: Bytef.self).baseAddress)
        stream.pointee.avail_in = uInt(input.count)
        stream.pointee.next_out = output.assumingMemoryBound(to: Bytef.self).baseAddress
        stream.pointee.avail_out = uInt(output.count)
        let code = inflate(stream, stopsAtBlocks ? Z_BLOCK : Z_NO_FLUSH)
        let status: Step.Status =
            switch code {
            // Z_BUF_ERROR is no error: the call could make no progress.
            case Z_OK, Z_BUF_ERROR: .running
            case Z_STREAM_END: .ended
            default: .failed(reason: stream.pointee.msg.map { String(cString: $0) } ?? "error \(code)")
            }
        return Step(
            status: status,
            inputByteCount: input.count - Int(stream.pointee.avail_in),
            outputByteCount: output.count - Int(stream.pointee.avail_out)
        )
    }

    /// The end of a block, if the last call stopped at one.
    ///
    /// zlib's manual, inflate: 128 at the end of a block, 64 in the last one, and the unused bits of its byte.
    var blockEnd: BlockEnd? {
        let position = Int(stream.pointee.data_type)
        guard position & 128 != 0 else { return nil }
        return BlockEnd(isLast: position & 64 != 0, unusedBitCount: position & 7)
    }

    /// Starts over with a new stream of the same container.
    mutating func reset() throws(ArchiveError) {
        guard inflateReset(stream) == Z_OK else { throw .library(function: "inflateReset", reason: "invalid state") }
    }
}
