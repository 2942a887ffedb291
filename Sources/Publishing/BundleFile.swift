package import Archive
internal import Basics
internal import Hashing
internal import Identity
package import Staging
public import SystemPackage

/// Writes the bundle of an asset to a file: what a publish would send, byte for byte, with the same index.
public struct BundleFile: Sendable {
    /// Where the bundle goes.
    public let path: FilePath

    /// A file that is written, or replaced.
    public init(_ path: FilePath) {
        self.path = path
    }

    /// Writes the bundle.
    ///
    /// The files are read once: their digests, and with them the address, are taken on the way.
    ///
    /// - Parameters:
    ///   - asset: A directory asset.
    ///   - compression: What counts.
    ///   - width: How many threads work.
    ///   - progress: Takes how far it is.
    ///   - isDryRun: Whether to make the bundle and write nothing.
    /// - Returns: The index of the bundle.
    package func write(
        _ asset: FoundAsset,
        compression: Compression = .default,
        width: Int,
        progress: PublishProgress,
        isDryRun: Bool = false
    ) async throws -> BundleIndex {
        progress.willPack(Int(asset.tree.byteCount))
        let upload = PartUpload(
            store: isDryRun ? NullStore() : OutputFile(path: try TemporaryFile.destination(path)),
            key: "",
            progress: progress
        )
        let result = try await upload.write { sink in
            let writer = BundleWriter(asset.tree, encoder: FrameEncoder(compression: compression), width: width)
            let bundle = try await writer.write(
                to: { try await sink.write($0) },
                progress: { progress.didPack($0, isRead: $1) }
            )
            return (bundle, sha256: bundle.sha256)
        }
        return BundleIndex(
            address: asset.kind.address(of: result.summary.tree),
            bundle: result.summary,
            multipart: result.multipart,
            creator: Version.creator
        )
    }
}

/// A store of one object, which has a name of its own and is replaced.
private struct OutputFile: WriteOnlyStore {
    let path: FilePath

    func uri(of key: String) -> String { path.string }

    func write(_ bytes: [UInt8], to key: String, sha256: SHA256Digest) async throws -> WriteOutcome {
        let file = try TemporaryFile(in: path.removingLastComponent())
        try file.write(bytes.span.bytes)
        try file.commit(to: path, onConflict: .replace)
        return .written(StoredObject(byteCount: Int64(bytes.count), checksum: .whole(sha256), version: nil))
    }

    func beginUpload(to key: String) async throws -> any StoreUpload {
        FileUpload(
            file: try TemporaryFile(in: path.removingLastComponent()),
            destination: path,
            conflict: .replace
        )
    }
}
