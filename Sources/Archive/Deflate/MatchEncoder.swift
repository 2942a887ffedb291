internal import CDeflate
internal import Glibc
internal import Hashing

/// Writes deflate blocks with matches, by libdeflate.
///
/// libdeflate makes complete streams only, so the flag of the last block has to be cleared. Decoding the stream with zlib
/// finds that block, and verifies at the same time that the frame decodes to its content.
package enum MatchEncoder {
    /// Returns the identifier of the library: its version and the checksum of a compressed sample, because the library that
    /// is linked at run time may differ from the one of the build.
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
    ///   - limit: The largest size of the frame in bytes.
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
        // Empty if it does not fit. The empty block that ends the frame takes up to five bytes more.
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
        var inflater = try Inflater(.none)
        return try stream.withUnsafeBytes { input in
            try withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64 << 10) { output in
                try scan(input, &inflater, UnsafeMutableRawBufferPointer(output), content)
            }
        }
    }

    private static func scan(
        _ input: UnsafeRawBufferPointer,
        _ inflater: inout Inflater,
        _ output: UnsafeMutableRawBufferPointer,
        _ content: UnsafeRawBufferPointer
    ) throws -> (lastBlock: Int, end: Int) {
        var (read, decoded) = (0, 0)
        var lastBlock = 0
        while true {
            let rest = UnsafeRawBufferPointer(rebasing: input[read...])
            let step = inflater.decode(rest, into: output, stopsAtBlocks: true)
            read += step.inputByteCount
            guard case .running = step.status, step.inputByteCount > 0 || step.outputByteCount > 0,
                decoded + step.outputByteCount <= content.count,
                isEqual(output, to: content, at: decoded, count: step.outputByteCount)
            else {
                throw ArchiveError.library(
                    function: "libdeflate",
                    reason: "a compressed frame does not decode to its content"
                )
            }
            decoded += step.outputByteCount
            guard let end = inflater.blockEnd else { continue }
            let position = read * 8 - end.unusedBitCount
            if !end.isLast { lastBlock = position } else if decoded == content.count { return (lastBlock, position) }
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
