internal import Basics
internal import Hashing
internal import Synchronization
internal import SystemPackage

/// Writes an object as a file, with each part at its offset.
final class LocalMultipartWriter: MultipartWriter {
    private typealias Parts = [Int: (byteCount: Int, sha256: SHA256Digest)]

    private let file: TemporaryFile
    private let destination: FilePath
    private let parts = Mutex(Parts())
    private let store: LocalStore

    init(file: TemporaryFile, destination: FilePath, store: LocalStore) {
        self.file = file
        self.destination = destination
        self.store = store
    }

    func write(
        _ bytes: any ByteSource,
        part number: Int,
        at offset: Int64,
        sha256: SHA256Digest,
        crc64nvme: CRC64NVME?
    ) async throws -> PartOutcome {
        try bytes.forEachPiece { try file.write($0, at: offset + Int64($1)) }
        parts.withLock { $0[number] = (bytes.byteCount, sha256) }
        return .sent
    }

    /// Copies bytes of another file, by reference if the file system supports it, and reads them back, since a directory
    /// keeps no checksums.
    func copy(
        from key: String,
        _ object: ObjectMetadata,
        _ range: Range<Int64>,
        part number: Int,
        at offset: Int64,
        expected: ObjectParts.Part
    ) async throws -> Bool {
        let destinationRange = offset..<offset + Int64(range.count)
        guard try store.copy(key, range, to: file.descriptor, at: offset),
            try store.digest(of: file.descriptor, destinationRange, at: destination) == expected.sha256
        else { return false }
        parts.withLock { $0[number] = (range.count, expected.sha256) }
        return true
    }

    func complete() async throws -> WriteOutcome {
        let parts = parts.withLock { $0 }
        // The size on the disk, not the number of bytes passed to writes.
        let byteCount = try file.byteCount
        guard byteCount == parts.values.reduce(Int64(0), { $0 + Int64($1.byteCount) }),
            Set(parts.keys) == Set(1...max(1, parts.count))
        else { throw FileError("write all of", destination, .ioError) }
        guard try file.commit(to: destination, onConflict: .keep) else { return .exists }
        let checksum = Checksum.composite(of: parts.sorted { $0.key < $1.key }.map(\.value.sha256))
        return .written(ObjectMetadata(byteCount: byteCount, checksum: checksum))
    }

    /// Deletes the file: its bytes are soon written again.
    func suspend() async {
        file.discard()
    }

    func abort() async {
        file.discard()
    }
}
