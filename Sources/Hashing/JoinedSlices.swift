internal import Basics

/// The bytes of several slices, one after another, which are sent or hashed without being copied together.
package struct JoinedSlices: ByteSource {
    private let slices: [ArraySlice<UInt8>]
    package let byteCount: Int

    package init(_ slices: [ArraySlice<UInt8>]) {
        self.slices = slices
        byteCount = slices.reduce(0) { $0 + $1.count }
    }

    /// The digest of all bytes.
    package var sha256: SHA256Digest {
        var hash = SHA256()
        forEachPiece { piece, _ in hash.update(piece) }
        return hash.finish()
    }

    /// The CRC64NVME of all bytes.
    package var crc64nvme: CRC64NVME {
        var checksum = CRC64NVME()
        forEachPiece { piece, _ in checksum.update(piece) }
        return checksum
    }

    /// All bytes put together: copied slice by slice, since `joined()` goes byte by byte.
    package var array: [UInt8] {
        var array: [UInt8] = []
        array.reserveCapacity(byteCount)
        for slice in slices { array += slice }
        return array
    }

    package func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) {
        var (done, start) = (0, 0)
        for slice in slices where done < buffer.count {
            defer { start += slice.count }
            // What is to be copied begins here or in a later slice.
            let skipped = offset + done - start
            guard skipped < slice.count else { continue }
            let piece = slice.dropFirst(skipped).prefix(buffer.count - done)
            piece.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: buffer[done...]).copyMemory(from: $0) }
            done += piece.count
        }
    }

    package func forEachPiece(_ body: (_ piece: RawSpan, _ offset: Int) throws -> Void) rethrows {
        var offset = 0
        for slice in slices {
            try body(slice.span.bytes, offset)
            offset += slice.count
        }
    }
}
