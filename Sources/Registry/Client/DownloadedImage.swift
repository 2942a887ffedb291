package import Basics
package import SystemPackage

/// An image of another repository, whose blobs are downloaded when they are needed: not where a registry has or mounts them.
package struct DownloadedImage: ImageContent {
    package let manifest: ImageManifest
    private let repository: any ImageRepository
    private let directory: LayoutDirectory
    private let turns = BlobTurns()

    /// Prepares an image; nothing is downloaded yet but its configuration.
    ///
    /// - Parameters:
    ///   - manifest: The manifest: Docker schema 2.
    ///   - repository: The repository that has the blobs.
    ///   - directory: The directory for those that are downloaded.
    package init(
        _ manifest: ImageManifest,
        from repository: any ImageRepository,
        downloadingTo directory: FilePath
    ) async throws {
        self.manifest = manifest
        self.repository = repository
        self.directory = LayoutDirectory(directory)
        try self.directory.create()
        try await fetch(manifest.configuration)
    }

    /// Opens the file of a blob that was fetched.
    package func blob(_ descriptor: BlobDescriptor) throws -> any ByteSource {
        try LayoutImage(manifest, in: directory.path).blob(descriptor)
    }

    /// Downloads a blob and verifies it, once for all tasks that need it.
    package func fetch(_ descriptor: BlobDescriptor) async throws {
        await turns.begin(descriptor.digest)
        defer { turns.end(descriptor.digest) }
        guard try directory.byteCount(of: descriptor.digest) == nil else { return }
        let file = try TemporaryFile(in: directory.blobs, permissions: .ownerReadWrite)
        try await repository.readBlob(descriptor) { try file.write($0.span.bytes) }
        try file.commit(to: directory.blob(descriptor.digest), onConflict: .replace)
    }
}
