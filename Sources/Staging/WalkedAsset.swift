public import Assets
public import Hashing

/// An asset whose files a walk has found, but which are not read yet.
public struct WalkedAsset: Sendable {
    /// The kind of the asset with its options.
    public let options: AssetSource.Options
    /// The format in which the asset is published.
    public let format: PublicationFormat
    /// The files; exactly one for the format `.file`.
    public let tree: FileTree

    /// Returns the asset's address.
    ///
    /// - Parameter content: The tree with the digests of its files.
    public func address(of content: HashedTree) -> SHA256Digest {
        switch (options, format) {
        case (.image(let build), _): build.address(context: content.address)
        // The only entry is a file, and every file has a digest.
        case (.modelData, .file): content.entries.first?.digest ?? content.address
        case (.modelData, .bundle), (.modelData, .prefix), (.modelData, .image): content.address
        }
    }

    /// Reads the files that the cache does not have, and returns the asset with its address.
    ///
    /// - Throws: `StagingError`, `FileError`, `CancellationError`.
    public func stage(_ options: StagingOptions) async throws -> StagedAsset {
        if format == .file, let partSize = options.partByteCount, tree.byteCount > partSize,
            let way = PartHashing.best(byteCount: tree.byteCount, partSize: partSize, width: options.width)
        {
            let (known, parts) = try await tree.hashedInParts(of: partSize, way, options)
            return StagedAsset(self, known: known, parts: parts)
        }
        return StagedAsset(self, known: try await tree.hashed(options))
    }
}
