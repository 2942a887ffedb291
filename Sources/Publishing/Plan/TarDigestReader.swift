internal import Archive
internal import Assets
internal import Staging

/// Reads a tree once for the digests of its files and of its tar archive.
///
/// The digest of one large file keeps one core busy; the others compute that of the archive meanwhile.
struct TarDigestReader: TreeReader {
    let width: Int
    let observer: PublishObserver

    func read(_ tree: FileTree) async throws -> KnownContent {
        try await BundleWriter(tree, width: width).digests(progress: { observer(.hashed($0)) })
    }
}
