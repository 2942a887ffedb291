internal import Basics
internal import SystemPackage

/// Writes the blobs of an image to an image layout directory, several at a time, each verified.
struct ImageDownload {
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
        try await repository.readBlob(blob) { bytes in
            try FileError.naming("write", path) { _ = try file.writeAll(bytes) }
        }
    }
}
