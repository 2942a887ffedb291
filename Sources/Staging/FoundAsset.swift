public import Hashing
public import Assets

/// An asset whose files are known.
public struct FoundAsset: Sendable {
    /// What the files make.
    public enum Kind: Sendable, Hashable {
        /// A file that is published as it is.
        case file
        /// A directory that is bundled.
        case directory
        /// The context of an image.
        case image(ImageBuild)
    }

    /// What the files make.
    public let kind: Kind
    /// The files: exactly one for `.file`.
    public let tree: FileTree

    /// Reads all files that the cache does not know and returns the asset with its address.
    ///
    /// - Parameters:
    ///   - width: How many files are read at a time.
    ///   - partSize: The size of the parts whose digests are wanted too, if it is a file that has several.
    ///   - cache: What remembers the digests of files; nil to read all.
    ///   - reader: What reads a directory of which the cache knows nothing; nil to read its files.
    ///   - cached: Called with each number of bytes that the cache spared, on any thread.
    ///   - progress: Called with each number of bytes read, on any thread.
    /// - Throws: `StagingError`, `FileError`, `CancellationError`.
    public func stage(
        width: Int,
        partSize: Int? = nil,
        cache: FingerprintCache? = nil,
        reader: FileTree.Reader? = nil,
        cached: @Sendable (Int) -> Void = { _ in },
        progress: @Sendable @escaping (Int) -> Void
    ) async throws -> StagedAsset {
        // One digest of all bytes is work for one core.
        if kind == .file, width > 1, let partSize, tree.byteCount > partSize {
            let (known, parts) = try await tree.hashedInParts(
                of: partSize,
                width: width,
                cache: cache,
                cached: cached,
                progress: progress
            )
            return StagedAsset(kind: kind, tree: tree, known: known, parts: parts)
        }
        let known = try await tree.hashed(
            width: width,
            cache: cache,
            reader: reader,
            cached: cached,
            progress: progress
        )
        return StagedAsset(kind: kind, tree: tree, known: known)
    }
}

/// An asset whose identity is known.
public struct StagedAsset: Sendable {
    /// What the files make.
    public let kind: FoundAsset.Kind
    /// The files.
    public let tree: FileTree
    /// The files' digests, and the checksums that a later read is compared with.
    public let known: KnownContent
    /// The digests of the parts of a file that is published as it is, where they were taken.
    public let parts: FileParts?

    /// Joins what was found with what was read.
    public init(kind: FoundAsset.Kind, tree: FileTree, known: KnownContent, parts: FileParts? = nil) {
        self.kind = kind
        self.tree = tree
        self.known = known
        self.parts = parts
    }

    /// The files' digests.
    public var content: HashedTree { known.tree }

    /// The asset's address.
    public var address: SHA256Digest { kind.address(of: content) }
}

extension FoundAsset.Kind {
    /// The address of an asset of this kind.
    public func address(of content: HashedTree) -> SHA256Digest {
        switch self {
        // The one entry is a file, and files have digests.
        case .file: content.entries.first?.digest ?? content.address
        case .directory: content.address
        case .image(let build): build.address(context: content.address)
        }
    }
}
