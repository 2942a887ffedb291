internal import Hashing
internal import Assets

/// A piece of a file, as it was read.
struct FilePiece: Sendable, Hashable {
    let entry: Int
    private(set) var byteCount: Int
    private(set) var crc32: UInt32

    /// Joins the pieces of each file, which follow one another.
    static func joined(_ pieces: [FilePiece]) -> [FilePiece] {
        pieces.reduce(into: []) { files, piece in
            guard let last = files.indices.last, files[last].entry == piece.entry else { return files.append(piece) }
            files[last].byteCount += piece.byteCount
            files[last].crc32 = CRC32.combine(files[last].crc32, piece.crc32, secondByteCount: piece.byteCount)
        }
    }
}

extension TarLayout.Frame {
    /// The checksums of the frame's bytes and of the files' pieces in it, each byte taken once.
    func checksums(of bytes: [UInt8]) -> (UInt32, [FilePiece]) {
        bytes.withUnsafeBytes { bytes in
            var pieces: [FilePiece] = []
            pieces.reserveCapacity(parts.count)
            var (frame, position): (UInt32, Int) = (0, 0)
            func add(_ range: Range<Int>) -> UInt32 {
                let checksum = CRC32.checksum(UnsafeRawBufferPointer(rebasing: bytes[range]), after: 0)
                frame = CRC32.combine(frame, checksum, secondByteCount: range.count)
                position = range.upperBound
                return checksum
            }
            for part in parts {
                let range = part.destination
                if position < range.lowerBound { _ = add(position..<range.lowerBound) }
                pieces.append(FilePiece(entry: part.entry, byteCount: range.count, crc32: add(range)))
            }
            if position < bytes.count { _ = add(position..<bytes.count) }
            return (frame, pieces)
        }
    }
}

extension KnownContent {
    /// Checks that pieces of files, in their order, are those of the files that were read before.
    ///
    /// - Throws: `ArchiveError.contentChanged` with the first file's path.
    func check(_ pieces: [FilePiece]) throws(ArchiveError) {
        for file in FilePiece.joined(pieces) {
            let entry = tree.entries[file.entry].entry
            guard Int64(file.byteCount) == entry.byteCount, file.crc32 == checksums[file.entry] else {
                throw .contentChanged(path: entry.path)
            }
        }
    }
}
