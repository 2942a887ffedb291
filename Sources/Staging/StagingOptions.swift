public import Assets

/// The settings for reading an asset's files.
public struct StagingOptions: Sendable {
    /// The number of files, or of parts of one file, that are read concurrently.
    public var width: Int
    /// The digests of earlier runs; nil to read all files.
    public var cache: FingerprintCache?
    /// The size in bytes of the parts whose digests are computed too; nil for digests of whole files only.
    public var partByteCount: Int?
    /// A reader for trees without cached files, instead of reading file by file; nil for none.
    public var treeReader: (any TreeReader)?
    /// A function that receives the progress, on any thread.
    public var progress: @Sendable (StagingProgress) -> Void

    /// Creates settings; by default all files are read, and only digests of whole files are computed.
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

/// A progress event of reading an asset's files.
public enum StagingProgress: Sendable, Hashable {
    /// Bytes were read.
    case read(byteCount: Int)
    /// Bytes were skipped, since the cache has their digests.
    case cached(byteCount: Int)
}

/// A reader of whole trees that computes more than the digests of files, such as the digest of the tar archive.
public protocol TreeReader: Sendable {
    /// Reads all files of a tree once, and returns their digests.
    func read(_ tree: FileTree) async throws -> KnownContent
}
