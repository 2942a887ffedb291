public import Assets
public import Hashing

/// An asset whose files are known, but not read yet.
public struct WalkedAsset: Sendable {
    /// The kind of the asset with its options.
    public let options: AssetSource.Options
    /// The form in which the asset is published.
    public let format: PublicationFormat
    /// The files: exactly one for the format `.file`.
    public let tree: FileTree

    /// Returns the asset's address.
    ///
    /// - Parameter content: The tree with its digests.
    public func address(of content: HashedTree) -> SHA256Digest {
        switch (options, format) {
        case (.image(let build), _): build.address(context: content.address)
        // The only entry is a file, and files have digests.
        case (.modelData, .file): content.entries.first?.digest ?? content.address
        case (.modelData, .bundle), (.modelData, .prefix), (.modelData, .image): content.address
        }
    }

    /// Reads the files that the cache does not know, and returns the asset with its address.
    ///
    /// - Throws: `StagingError`, `FileError`, `CancellationError`.
    public func stage(_ options: StagingOptions) async throws -> StagedAsset {
        // One digest of all bytes is work for one core.
        if format == .file, options.width > 1, let partByteCount = options.partByteCount, tree.byteCount > partByteCount
        {
            let (known, parts) = try await tree.hashedInParts(of: partByteCount, options)
            return StagedAsset(self, known: known, parts: parts)
        }
        return StagedAsset(self, known: try await tree.hashed(options))
    }
}
