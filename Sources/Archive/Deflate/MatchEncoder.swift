internal import CDeflate
internal import CZlib
internal import Glibc
internal import Hashing

/// Writes deflate blocks with matches, by libdeflate.
///
/// libdeflate knows whole streams only: its last block says that it is the last one, and has to be told otherwise. zlib
/// finds that block by decoding, which proves at the same time that the frame decodes to its content.
package enum MatchEncoder {
    /// The identifier of the library: its version, and the checksum of what it makes of a sample, since the library
    /// that is linked when the program runs may be another one than it was built with.
    static func version(level: CInt) -> String {
        var word: UInt32 = 1
        let sample = (0..<1 << 16).map { _ in
            word = word &* 1_664_525 &+ 1_013_904_223
            return UInt8(truncatingIfNeeded: 97 + word >> 24 % 13)
        }
        let frame = try? sample.withUnsafeBytes { try encode($0, level: level, limit: sample.count) }
        return "\(LIBDEFLATE_VERSION_STRING)-\(String(CRC32.checksum(frame ?? []), radix: 16))"
    }

    /// Returns the frame, or nil if it would not be smaller than a limit.
    ///
    /// - Parameters:
    ///   - bytes: The frame's content.
    ///   - level: libdeflate's level, 1 to 12.
    ///   - limit: The most bytes that are worth it.
    package static func encode(_ bytes: UnsafeRawBufferPointer, level: CInt, limit: Int) throws -> [UInt8]? {
        guard let compressor = libdeflate_alloc_compressor(level) else {
            throw ArchiveError.library(function: "libdeflate_alloc_compressor", reason: "no memory")
        }
        defer { libdeflate_free_compressor(compressor) }
        var stream = [UInt8](unsafeUninitializedCapacity: max(0, limit)) { buffer, count in
            count = libdeflate_deflate_compress(
                compressor,
                bytes.baseAddress,
                bytes.count,
                buffer.baseAddress,
                buffer.count
            )
        }
        // Empty: it would not fit. The empty block that ends the frame takes up to five bytes more.
        guard !stream.isEmpty, stream.count + 5 <= limit else { return nil }
        let (lastBlock, end) = try StreamScanner.scan(stream, expecting: bytes)
        stream[lastBlock >> 3] &= ~(1 << UInt8(lastBlock & 7))
        // The empty block's three header bits: in the last byte if they fit there, whose unused bits are zero.
        let unused = (8 - end & 7) & 7
        if unused < 3 { stream.append(0) }
        stream += [0, 0, 0xFF, 0xFF]
        return stream
    }
}

/// Finds the blocks of a deflate stream.
private enum StreamScanner {
    /// Decodes a whole stream and compares the result.
    ///
    /// - Returns: The positions, in bits, of the last block's first bit and of the first bit after the stream.
    static func scan(
        _ stream: [UInt8],
        expecting content: UnsafeRawBufferPointer
    ) throws -> (lastBlock: Int, end: Int) {
        var decoder = z_stream()
        guard czlib_inflate_init_raw(&decoder) == Z_OK else {
            throw ArchiveError.library(function: "inflateInit2", reason: "no memory")
        }
        defer { inflateEnd(&decoder) }
        return try stream.withUnsafeBytes { input in
            try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64 << 10) { output in
                try scan(input, &decoder, UnsafeMutableRawBufferPointer(output), content)
            }
        }
    }

    private static func scan(
        _ input: UnsafeRawBufferPointer,
        _ decoder: inout z_stream,
        _ output: UnsafeMutableRawBufferPointer,
        _ content: UnsafeRawBufferPointer
    ) throws -> (lastBlock: Int, end: Int) {
        decoder.next_in = UnsafeMutablePointer(mutating: input.assumingMemoryBound(to: Bytef.self).baseAddress)
        decoder.avail_in = uInt(input.count)
        var lastBlock = 0
        var decoded = 0
        while true {
            decoder.next_out = output.assumingMemoryBound(to: Bytef.self).baseAddress
            decoder.avail_out = uInt(output.count)
            let status = inflate(&decoder, Z_BLOCK)
            let count = output.count - Int(decoder.avail_out)
            guard status == Z_OK || status == Z_BUF_ERROR && count > 0,
                decoded + count <= content.count,
                isEqual(output, to: content, at: decoded, count: count)
            else {
                throw ArchiveError.library(
                    function: "libdeflate",
                    reason: "a compressed frame does not give its content back"
                )
            }
            decoded += count
            // zlib's manual, inflate: 128 at the end of a block, 64 in the last one, and the unused bits of its byte.
            let position = Int(decoder.total_in) * 8 - Int(decoder.data_type & 7)
            switch decoder.data_type & 0b1100_0000 {
            case 128: lastBlock = position
            case 192 where decoded == content.count: return (lastBlock, position)
            default: break
            }
        }
    }

    private static func isEqual(
        _ output: UnsafeMutableRawBufferPointer,
        to content: UnsafeRawBufferPointer,
        at offset: Int,
        count: Int
    ) -> Bool {
        guard count > 0, let output = output.baseAddress, let content = content.baseAddress else { return count == 0 }
        return memcmp(output, content + offset, count) == 0
    }
}
