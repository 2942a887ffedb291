internal import Basics
internal import Hashing

/// Bytes that stand in several places, one after another: to send them, nobody need put them together.
struct JoinedSlices: ByteSource {
    private let slices: [ArraySlice<UInt8>]
    let byteCount: Int

    init(_ slices: [ArraySlice<UInt8>]) {
        self.slices = slices
        byteCount = slices.reduce(0) { $0 + $1.count }
    }

    var sha256: SHA256Digest {
        var hash = SHA256()
        forEachPiece { piece, _ in hash.update(piece) }
        return hash.finish()
    }

    /// All bytes put together: copied slice by slice, since `joined()` goes byte by byte.
    var array: [UInt8] {
        var array: [UInt8] = []
        array.reserveCapacity(byteCount)
        for slice in slices { array += slice }
        return array
    }

    func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) {
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

    func forEachPiece(_ body: (_ piece: RawSpan, _ offset: Int) throws -> Void) rethrows {
        var offset = 0
        for slice in slices {
            try body(slice.span.bytes, offset)
            offset += slice.count
        }
    }
}
