package import Assets

/// Files that are published together because they need the same concurrency.
///
/// A large file keeps several connections busy with its parts; many small ones each wait for a response.
package struct PrefixTier: Sendable {
    /// The indexes of the files' entries.
    package let entries: [Int]
    /// The kind of transfer that each file is.
    package let kind: TransferScheduler.Kind

    private static let smallByteCount: Int64 = 512 << 10

    /// Sorts a tree's files into tiers, the largest first.
    package static func tiers(of tree: HashedTree) -> [PrefixTier] {
        let files = tree.entries.indices.filter { tree.entries[$0].entry.isFile }
        func tier(_ sizes: ClosedRange<Int64>, _ kind: TransferScheduler.Kind) -> PrefixTier {
            PrefixTier(entries: files.filter { sizes.contains(tree.entries[$0].entry.byteCount) }, kind: kind)
        }
        let atOnce = Int64(PartLayout.wholeByteLimit)
        return [
            tier(atOnce + 1...Int64.max, .largeFile), tier(smallByteCount + 1...atOnce, .object),
            tier(0...smallByteCount, .smallObject),
        ]
    }
}
