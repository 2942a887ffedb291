internal import Archive
internal import Basics
internal import Hashing
internal import Synchronization
internal import SystemPackage

/// An object that is written as a file, each part at its place.
final class FileUpload: StoreUpload {
    private struct Parts {
        var digests: [Int: SHA256Digest] = [:]
        var byteCount: Int64 = 0
    }

    private let file: TemporaryFile
    private let destination: FilePath
    private let partSize: Int
    private let conflict: TemporaryFile.Conflict
    private let parts = Mutex(Parts())

    init(file: TemporaryFile, destination: FilePath, partSize: Int, conflict: TemporaryFile.Conflict) {
        self.file = file
        self.destination = destination
        self.partSize = partSize
        self.conflict = conflict
    }

    func write(_ bytes: [UInt8], part number: Int, sha256: SHA256Digest) async throws {
        try file.write(bytes.span.bytes, at: Int64(number - 1) * Int64(partSize))
        parts.withLock { parts in
            parts.digests[number] = sha256
            parts.byteCount += Int64(bytes.count)
        }
    }

    func complete() async throws -> WriteOutcome {
        let parts = parts.withLock { $0 }
        // What the disk has, not what was meant to be there.
        let byteCount = try file.byteCount
        guard byteCount == parts.byteCount, Set(parts.digests.keys) == Set(1...max(1, parts.digests.count)) else {
            throw FileError("write all of", destination, .ioError)
        }
        guard try file.commit(to: destination, onConflict: conflict) else { return .exists }
        let digests = parts.digests.sorted { $0.key < $1.key }.map(\.value)
        let checksum = BundleIndex.Multipart(partSize: partSize, parts: digests).sha256
        return .written(StoredObject(byteCount: byteCount, checksum: .parts(checksum), version: nil))
    }

    func abort() async {
        file.discard()
    }
}
