public import Hashing

/// The digests of a tree's files, with cheaper checksums by which a later read detects changes.
///
/// In this module because two modules above share it: Staging computes it, and Archive verifies the bundled bytes with
/// it.
public struct KnownContent: Sendable, Hashable {
    /// The tree with its digests.
    public let tree: HashedTree
    /// The CRC-32 of each entry's content; 0 where there is none.
    ///
    /// Bundling a file computes its CRC-32 anyway, at a tenth of the cost of another digest.
    public let checksums: [UInt32]
    /// The digest of the tree's tar archive, if it was computed in the same read.
    public let tarSHA256: SHA256Digest?

    /// Combines digests and checksums of the same read.
    public init(tree: HashedTree, checksums: [UInt32], tarSHA256: SHA256Digest? = nil) {
        precondition(tree.entries.count == checksums.count, "each entry has a checksum")
        self.tree = tree
        self.checksums = checksums
        self.tarSHA256 = tarSHA256
    }
}
