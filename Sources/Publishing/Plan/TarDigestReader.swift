internal import Archive
internal import Assets
internal import Staging

/// Reads a tree for its tar archive's digest too, on the cores that the digest of one large file leaves idle.
struct TarDigestReader: TreeReader {
    let width: Int
    let observer: PublishObserver

    func read(_ tree: FileTree) async throws -> KnownContent {
        try await BundleWriter(tree, width: width).digests(progress: { observer(.hashed($0)) })
    }
}
