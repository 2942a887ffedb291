internal import Archive
package import Assets
package import Staging

/// Reads a tree once for the digests of its files and of its tar archive.
///
/// The digest of one large file keeps one core busy; the others compute that of the archive meanwhile.
package struct TarDigestReader: TreeReader {
    private let width: Int
    private let progress: @Sendable (Int) -> Void

    /// Creates a reader.
    ///
    /// - Parameters:
    ///   - width: The number of threads that work on files.
    ///   - progress: Receives the number of bytes of each step.
    package init(width: Int, progress: @Sendable @escaping (Int) -> Void) {
        (self.width, self.progress) = (width, progress)
    }

    package func read(_ tree: FileTree) async throws -> KnownContent {
        try await BundleWriter(tree, width: width).digests(progress: progress)
    }
}
