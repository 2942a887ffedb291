internal import Archive
internal import Assets
internal import Basics
internal import Hashing
internal import Staging
internal import Synchronization

/// A range of a staged file that is read while it is sent; the last bytes are withheld if the content has changed.
final class StagedRange: ByteSource {
    private let asset: StagedAsset
    private let entry: Int
    private let range: Range<Int64>
    /// The CRC-32 that the bytes had when they were staged.
    private let checksum: UInt32
    /// The reader's position, and the CRC-32 of the bytes before it.
    private let position = Mutex((offset: 0, checksum: UInt32(0)))

    init(_ asset: StagedAsset, entry: Int, _ range: Range<Int64>, checksum: UInt32) {
        self.asset = asset
        self.entry = entry
        self.range = range
        self.checksum = checksum
    }

    var byteCount: Int { range.count }

    /// - Throws: `ArchiveError.contentChanged` if the bytes differ from the staged ones.
    func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws {
        let slice = ContentSlice(entry: entry, offset: range.lowerBound + Int64(offset), destination: 0..<buffer.count)
        try asset.tree.read([slice], into: buffer)
        let isStaged = position.withLock { position in
            precondition(offset == 0 || offset == position.offset, "bytes are read in their order")
            position.checksum = CRC32.checksum(.init(buffer), after: offset == 0 ? 0 : position.checksum)
            position.offset = offset + buffer.count
            return position.offset < range.count || position.checksum == checksum
        }
        guard isStaged else { throw ArchiveError.contentChanged(path: asset.tree.entries[entry].path) }
    }
}
