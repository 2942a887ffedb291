public import Registry
public import SystemPackage

/// A program that builds images from Dockerfiles.
///
/// Every implementation passes one contract suite. It hands over the image in a directory of ours and pushes nothing.
public protocol ImageBuilder: Sendable {
    /// The name of the program: `docker`, `podman`, `buildah`, `nerdctl`, `finch`, `buildctl`.
    var name: String { get }

    /// Builds an image.
    ///
    /// - Parameters:
    ///   - request: The build.
    ///   - directory: An empty directory for everything that is written; its owner removes it.
    ///   - log: Receives the lines of the builder's output, on any thread.
    /// - Returns: The image, Docker schema 2, whose blobs are files below the directory.
    /// - Throws: `ImageError`, `CancellationError`.
    func build(
        _ request: ImageBuildRequest,
        in directory: FilePath,
        log: @escaping @Sendable (String) -> Void
    ) async throws -> any ImageContent
}
