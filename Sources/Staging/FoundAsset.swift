public import Hashing
public import Identity

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

    /// Reads all files and returns the asset with its address.
    ///
    /// - Parameters:
    ///   - width: How many files are read at a time.
    ///   - progress: Called with each number of bytes read, on any thread.
    /// - Throws: `StagingError`, `FileError`, `CancellationError`.
    public func stage(width: Int, progress: @Sendable @escaping (Int) -> Void) async throws -> StagedAsset {
        StagedAsset(kind: kind, tree: tree, content: try await tree.hashed(width: width, progress: progress))
    }
}

/// An asset whose identity is known.
public struct StagedAsset: Sendable {
    /// What the files make.
    public let kind: FoundAsset.Kind
    /// The files.
    public let tree: FileTree
    /// The files' digests.
    public let content: HashedTree

    /// Joins what was found with what was read.
    public init(kind: FoundAsset.Kind, tree: FileTree, content: HashedTree) {
        self.kind = kind
        self.tree = tree
        self.content = content
    }

    /// The asset's address.
    public var address: SHA256Digest {
        switch kind {
        // The one entry is a file, and files have digests.
        case .file: content.entries.first?.digest ?? content.address
        case .directory: content.address
        case .image(let build): build.address(context: content.address)
        }
    }
}
