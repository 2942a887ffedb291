internal import Assets
internal import Hashing

/// The size and checksum of consecutive bytes of a file, computed while they were read.
struct FileSlice: Sendable, Hashable {
    let entry: Int
    private(set) var byteCount: Int
    private(set) var crc32: UInt32

    /// Joins the slices of each file, which follow one another.
    static func joined(_ slices: [FileSlice]) -> [FileSlice] {
        slices.reduce(into: []) { files, slice in
            guard let last = files.indices.last, files[last].entry == slice.entry else { return files.append(slice) }
            files[last].byteCount += slice.byteCount
            files[last].crc32 = CRC32.combine(files[last].crc32, slice.crc32, secondByteCount: slice.byteCount)
        }
    }
}

extension FramePlan {
    /// Returns the checksums of a frame and of the files' slices in it, reading each byte once.
    func checksums(of bytes: [UInt8]) -> (UInt32, [FileSlice]) {
        bytes.withUnsafeBytes { bytes in
            var read: [FileSlice] = []
            read.reserveCapacity(slices.count)
            var (frame, position): (UInt32, Int) = (0, 0)
            func add(_ range: Range<Int>) -> UInt32 {
                let checksum = CRC32.checksum(UnsafeRawBufferPointer(rebasing: bytes[range]), after: 0)
                frame = CRC32.combine(frame, checksum, secondByteCount: range.count)
                position = range.upperBound
                return checksum
            }
            for slice in slices {
                let range = slice.destination
                if position < range.lowerBound { _ = add(position..<range.lowerBound) }
                read.append(FileSlice(entry: slice.entry, byteCount: range.count, crc32: add(range)))
            }
            if position < bytes.count { _ = add(position..<bytes.count) }
            return (frame, read)
        }
    }
}

extension KnownContent {
    /// Checks that slices, in the order of the tree, match the files as they were read before.
    ///
    /// - Throws: `ArchiveError.contentChanged` with the path of the first file that differs.
    func check(_ slices: [FileSlice]) throws(ArchiveError) {
        for file in FileSlice.joined(slices) {
            let entry = tree.entries[file.entry].entry
            guard Int64(file.byteCount) == entry.byteCount, file.crc32 == checksums[file.entry] else {
                throw .contentChanged(path: entry.path)
            }
        }
    }
}
