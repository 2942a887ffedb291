public import Assets

/// The settings of the reading of an asset's files.
public struct StagingOptions: Sendable {
    /// The number of files, or of parts of one file, that are read at a time.
    public var width: Int
    /// The digests of earlier runs; nil to read all files.
    public var cache: FingerprintCache?
    /// The size of the parts of a file whose digests the caller needs too; nil for the digest of the whole alone.
    public var partByteCount: Int?
    /// Reads a tree of which the cache knows nothing, in place of reading its files one by one.
    public var treeReader: (any TreeReader)?
    /// Receives the progress, on any thread.
    public var progress: @Sendable (StagingProgress) -> Void

    /// Creates settings; by default all files are read, and for the digests of whole files alone.
    public init(
        width: Int,
        cache: FingerprintCache? = nil,
        partByteCount: Int? = nil,
        treeReader: (any TreeReader)? = nil,
        progress: @Sendable @escaping (StagingProgress) -> Void = { _ in }
    ) {
        self.width = width
        self.cache = cache
        self.partByteCount = partByteCount
        self.treeReader = treeReader
        self.progress = progress
    }
}

/// A step of the reading of an asset's files.
public enum StagingProgress: Sendable, Hashable {
    /// So many bytes were read.
    case read(byteCount: Int)
    /// So many bytes need not be read, since the cache knows their digests.
    case cached(byteCount: Int)
}

/// Reads a whole tree for more than the digests of its files, such as the digest of its tar archive.
public protocol TreeReader: Sendable {
    /// Reads all files of a tree once.
    func read(_ tree: FileTree) async throws -> KnownContent
}
