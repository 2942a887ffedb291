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
        /// The SHA-256 of the bundle.
        let sha256: SHA256Digest?
        /// The bundle's index as a publish would write it, if it was requested.
        let index: BundleIndex?
    }

    private let path: FilePath
    private let hasIndex: Bool
    private let isDryRun: Bool

    /// Names the file, which is replaced if it exists.
    ///
    /// - Parameters:
    ///   - path: The path of the bundle.
    ///   - hasIndex: Whether to compute an index, which takes two more digests of all bytes.
    ///   - isDryRun: Whether to compute the bundle without writing it.
    init(_ path: FilePath, hasIndex: Bool, isDryRun: Bool) {
        self.path = path
        self.hasIndex = hasIndex
        self.isDryRun = isDryRun
    }

    /// Writes the bundle.
    ///
    /// The files are read once: their digests, and with them the address, are computed on the way.
    ///
    /// - Parameters:
    ///   - asset: A directory asset.
    ///   - compression: The balance of speed and size.
    ///   - width: The number of threads.
    ///   - observer: Receives the progress.
    func write(
        _ asset: WalkedAsset,
        compression: BundleCompression,
        width: Int,
        observer: @escaping TransferObserver
    ) async throws -> Summary {
        observer(.willPublish(Int(asset.tree.byteCount), isBundled: false))
        observer(.began)
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
            progress: { count, isRead in
                observer(.published(count, isRead: isRead))
                observer(.sent(count))
            }
        )
        try file?.commit(to: destination, onConflict: .replace)
        let address = asset.address(of: bundle.tree)
        let index = parts.map { parts in
            BundleIndex(address: address, bundle: bundle, multipart: parts.finish(), creator: Version.creator)
        }
        return Summary(address: address, byteCount: bundle.byteCount, sha256: bundle.sha256, index: index)
    }
}
