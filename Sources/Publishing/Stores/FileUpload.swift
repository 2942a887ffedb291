internal import Archive
internal import Basics
internal import Hashing
internal import Synchronization
internal import SystemPackage

/// An object that is written as a file, each part at its place.
final class FileUpload: StoreUpload {
    private typealias Parts = [Int: BundleIndex.Multipart.Part]

    private let file: TemporaryFile
    private let destination: FilePath
    private let parts = Mutex(Parts())
    private let store: LocalStore

    init(file: TemporaryFile, destination: FilePath, store: LocalStore) {
        self.file = file
        self.destination = destination
        self.store = store
    }

    func write(_ bytes: any ByteSource, part number: Int, at offset: Int64, sha256: SHA256Digest) async throws {
        try bytes.forEachPiece { try file.write($0, at: offset + Int64($1)) }
        parts.withLock { $0[number] = .init(byteCount: bytes.byteCount, sha256: sha256) }
    }

    /// Copies bytes of another file, by reference where the file system can, and reads them back: nobody else vouches for
    /// what is in a directory.
    func copy(
        from previous: PreviousObject,
        _ range: Range<Int64>,
        part number: Int,
        at offset: Int64,
        sha256: SHA256Digest
    ) async throws -> Bool {
        guard try store.copy(previous.key, range, to: file.descriptor, at: offset),
            try store.digest(of: file.descriptor, offset..<offset + Int64(range.count), at: destination) == sha256
        else { return false }
        parts.withLock { $0[number] = .init(byteCount: range.count, sha256: sha256) }
        return true
    }

    func complete() async throws -> WriteOutcome {
        let parts = parts.withLock { $0 }
        let multipart = BundleIndex.Multipart(parts: parts.sorted { $0.key < $1.key }.map(\.value))
        // What the disk has, not what was meant to be there.
        let byteCount = try file.byteCount
        guard byteCount == multipart.parts.reduce(Int64(0), { $0 + Int64($1.byteCount) }),
            Set(parts.keys) == Set(1...max(1, parts.count))
        else { throw FileError("write all of", destination, .ioError) }
        guard try file.commit(to: destination, onConflict: .keep) else { return .exists }
        return .written(StoredObject(byteCount: byteCount, checksum: .parts(multipart.sha256), version: nil))
    }

    func abort() async {
        file.discard()
    }
}
