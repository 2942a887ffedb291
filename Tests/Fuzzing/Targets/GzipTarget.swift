import Archive
import CDeflate
import Hashing

extension FuzzTarget {
    /// A gzip file: what is decoded does not depend on the buffers, and is what libdeflate decodes.
    ///
    /// The same bytes as content come back from a file that is made of them.
    static let gzip = FuzzTarget("gzip") { input in
        let decoded = try decode(input, bufferByteCount: 4096)
        try require(try decode(input, bufferByteCount: 7) == decoded, "the size of the buffer matters")
        if let content = decoded.content, decoded.memberCount == 1 {
            try require(try decodedByLibdeflate(input, byteCount: content.count) == content, "libdeflate disagrees")
        }
        let trailer = Gzip.trailer(crc32: CRC32.checksum(input), byteCount: Int64(input.count))
        let file = try Gzip.header + FrameEncoder().encode(input).bytes + trailer
        let again = try decode(file, bufferByteCount: 4096)
        try require(again == Decoded(content: input, memberCount: 1), "\(input.count) bytes do not come back")
    }

    /// The result of reading a file to its end.
    private struct Decoded: Equatable {
        /// The content, or nil for an invalid file.
        ///
        /// Where zlib finds the error, and which of two, depends on the space for its output.
        var content: [UInt8]?
        var memberCount: Int
    }

    private static func decode(_ file: [UInt8], bufferByteCount: Int) throws -> Decoded {
        var gzip = try GzipReader(ByteStream(file))
        var content: [UInt8] = []
        do {
            while case let next = try read(&gzip, bufferByteCount), !next.isEmpty { content += next }
        } catch let error as GzipError {
            try require(0...Int64(file.count) ~= error.offset, "an error is at byte \(error.offset) of \(file.count)")
            return Decoded(content: nil, memberCount: gzip.memberCount)
        }
        return Decoded(content: content, memberCount: gzip.memberCount)
    }

    private static func read(_ gzip: inout GzipReader, _ byteCount: Int) throws -> [UInt8] {
        try [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, count in
            count = try gzip.read(
                into: UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[...])
            )
        }
    }

    /// Decodes the first member of a file; nil if it is invalid or its content has another size.
    private static func decodedByLibdeflate(_ file: [UInt8], byteCount: Int) throws -> [UInt8]? {
        guard let decompressor = libdeflate_alloc_decompressor() else { return nil }
        defer { libdeflate_free_decompressor(decompressor) }
        var status = LIBDEFLATE_SUCCESS
        let content = [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, count in
            // All of the space must be filled.
            status = libdeflate_gzip_decompress_ex(
                decompressor,
                file,
                file.count,
                buffer.baseAddress,
                byteCount,
                nil,
                nil
            )
            count = status == LIBDEFLATE_SUCCESS ? byteCount : 0
        }
        return status == LIBDEFLATE_SUCCESS ? content : nil
    }
}
