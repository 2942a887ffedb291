public import Hashing

/// A tree whose every file was read before, and how to notice that a file has changed since.
public struct KnownContent: Sendable, Hashable {
    /// The tree with its digests.
    public let tree: HashedTree
    /// The CRC-32 of each entry's content; 0 where there is none.
    ///
    /// Whoever reads the content again, to bundle it, has its CRC-32 anyhow, at a tenth of the cost of another digest.
    public let checksums: [UInt32]
    /// The digest of the tree's tar archive, where it was taken in the same read.
    public let tarSHA256: SHA256Digest?

    /// Joins digests and checksums of the same read.
    public init(tree: HashedTree, checksums: [UInt32], tarSHA256: SHA256Digest? = nil) {
        precondition(tree.entries.count == checksums.count, "each entry has a checksum")
        self.tree = tree
        self.checksums = checksums
        self.tarSHA256 = tarSHA256
    }
}
