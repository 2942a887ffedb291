internal import Archive
internal import Assets
internal import Basics
internal import Hashing
internal import Staging
internal import Stores
internal import SystemPackage
internal import Transfers

/// Writes the bundle of an asset to a file: what a publish would send, byte for byte.
struct BundleFile: Sendable {
    /// The address, size and digests of a bundle that was written.
    struct Summary: Sendable {
        /// The asset's address.
        let address: SHA256Digest
        /// The size of the bundle in bytes.
        let byteCount: Int64
        /// The digest of the bundle; it was made whole.
        let sha256: SHA256Digest?
        /// The bundle's index, the same as a publish would write, if it was wanted.
        let index: BundleIndex?
    }

    private let path: FilePath
    private let hasIndex: Bool
    private let isDryRun: Bool

    /// A file that is written, or replaced.
    ///
    /// - Parameters:
    ///   - path: Where the bundle goes.
    ///   - hasIndex: Whether an index is wanted: it takes two digests more of all bytes.
    ///   - isDryRun: Whether to make the bundle and write nothing.
    init(_ path: FilePath, hasIndex: Bool, isDryRun: Bool) {
        self.path = path
        self.hasIndex = hasIndex
        self.isDryRun = isDryRun
    }

    /// Writes the bundle.
    ///
    /// The files are read once: their digests, and with them the address, are taken on the way.
    ///
    /// - Parameters:
    ///   - asset: A directory asset.
    ///   - compression: What counts.
    ///   - width: How many threads work.
    ///   - observer: Receives the progress.
    func write(
        _ asset: WalkedAsset,
        compression: BundleCompression,
        width: Int,
        observer: @escaping TransferObserver
    ) async throws -> Summary {
        observer(.willPublish(Int(asset.tree.byteCount)))
        let destination = try TemporaryFile.destination(path)
        let file = isDryRun ? nil : try TemporaryFile(in: destination.removingLastComponent())
        let parts = hasIndex ? PartDigests(asset.tree.entries) : nil
        let writer = BundleWriter(asset.tree, encoder: FrameEncoder(compression: compression), width: width)
        let bundle = try await writer.write(
            digests: hasIndex ? .all : .object,
            to: { slice in
                let bytes = try slice.bytes()
                parts?.add(slice, bytes)
                try file?.write(bytes.span.bytes)
            },
            progress: { observer(.published($0, isRead: $1)) }
        )
        try file?.commit(to: destination, onConflict: .replace)
        let address = asset.address(of: bundle.tree)
        let index = parts.map { parts in
            BundleIndex(address: address, bundle: bundle, multipart: parts.finish(), creator: Version.creator)
        }
        return Summary(address: address, byteCount: bundle.byteCount, sha256: bundle.sha256, index: index)
    }
}
