internal import Basics
internal import Hashing
internal import SystemPackage

/// Writes the blobs of an image to an image layout directory, several at a time, each verified.
struct ImageDownload {
    private static let pieceByteCount: Int64 = 8 << 20
    /// Pieces are in memory as a whole.
    private static let width = 4

    let repository: any ImageRepository
    let directory: FilePath

    /// Returns the image with its blobs in the directory.
    func image(of manifest: ImageManifest) async throws -> LayoutImage {
        let layout = LayoutDirectory(directory)
        try layout.create()
        _ = try await manifest.blobs.boundedMap(width: Self.width) { [repository] blob in
            try await Self.write(blob, of: repository, to: layout.blob(blob.digest))
        }
        return LayoutImage(manifest, in: directory)
    }

    private static func write(_ blob: BlobDescriptor, of repository: any ImageRepository, to path: FilePath)
        async throws
    {
        let file = try FileError.naming("create", path) {
            try FileDescriptor.open(
                path,
                .writeOnly,
                options: [.create, .exclusiveCreate, .noFollow, .closeOnExec],
                permissions: .ownerReadWrite
            )
        }
        defer { try? file.close() }
        var hash = SHA256()
        for start in stride(from: 0, to: blob.byteCount, by: Int(pieceByteCount)) {
            let bytes = try await repository.readBlob(blob, range: start..<min(start + pieceByteCount, blob.byteCount))
            hash.update(bytes.span.bytes)
            try FileError.naming("write", path) { _ = try file.writeAll(bytes) }
        }
        let actual = ImageDigest(hash.finish())
        guard actual == blob.digest else {
            let item = repository.uri(of: blob.digest)
            throw RegistryError.digestMismatch(item: item, expected: blob.digest, actual: actual.description)
        }
    }
}
