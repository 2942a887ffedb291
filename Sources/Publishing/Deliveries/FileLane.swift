internal import Archive
internal import Assets

/// Files that are published together because they want the same concurrency.
///
/// A large file keeps several connections busy with its parts; many small ones each wait for an answer. The widths bound
/// the memory: no lane holds more than 100 MiB at a time.
struct FileLane: Sendable {
    /// The indexes of the files' entries.
    let entries: [Int]
    /// How many files are under way at a time.
    let width: Int
    /// How many parts of each are.
    let partsAtATime: Int

    private static let smallByteCount: Int64 = 512 << 10

    /// Sorts a tree's files into lanes, the largest first.
    static func lanes(of tree: HashedTree) -> [FileLane] {
        let files = tree.entries.indices.filter { tree.entries[$0].entry.isFile }
        func lane(_ sizes: ClosedRange<Int64>, width: Int, partsAtATime: Int = 1) -> FileLane {
            let entries = files.filter { sizes.contains(tree.entries[$0].entry.byteCount) }
            return FileLane(entries: entries, width: width, partsAtATime: partsAtATime)
        }
        let atOnce = Int64(PartCutter.wholeByteLimit)
        return [
            lane(atOnce + 1...Int64.max, width: 2, partsAtATime: 3),
            lane(smallByteCount + 1...atOnce, width: 8),
            lane(0...smallByteCount, width: 64),
        ]
    }
}
