internal import Identity

/// Puts the listings of a walk in the order of a tree: by whole path as unsigned bytes.
///
/// What is below `a` does not follow `a` at once: `a-b` comes before `a/x`, since `-` is less than `/`. A directory's
/// content therefore waits until a sibling comes that is greater; of several that wait, the last one is the least.
struct TreeOrder {
    /// By number.
    private let listings: [TreeWalk.Listing]
    /// Whether anything of each listing is taken.
    private let isTaken: [Bool]
    private var taken: [TreeEntry] = []
    private var nodes: [FileTree.Node] = []

    /// - Parameter listings: All listings of a walk.
    init(_ listings: [TreeWalk.Listing]) {
        self.listings = listings.sorted { $0.number < $1.number }
        var isTaken = [Bool](repeating: false, count: listings.count)
        // What is below has the higher number.
        for listing in self.listings.reversed() {
            isTaken[listing.number] = listing.items.contains { item in
                !item.isExcluded || item.below.map { isTaken[$0] } == true
            }
        }
        self.isTaken = isTaken
    }

    /// Returns the entries and their files.
    consuming func entries() -> (entries: [TreeEntry], nodes: [FileTree.Node]) {
        let count = listings.reduce(0) { $0 + $1.items.count }
        taken.reserveCapacity(count)
        nodes.reserveCapacity(count)
        add(listings[0])
        return (taken, nodes)
    }

    private mutating func add(_ listing: TreeWalk.Listing) {
        var waiting: [(path: String, below: Int)] = []
        for item in listing.items {
            while let last = waiting.last, !item.entry.path.standsBeforeContent(of: last.path) {
                add(listings[last.below])
                waiting.removeLast()
            }
            if let below = item.below {
                if item.isExcluded && !isTaken[below] { continue }
                waiting.append((item.entry.path, below))
            }
            taken.append(item.entry)
            nodes.append(item.node)
        }
        for last in waiting.reversed() { add(listings[last.below]) }
    }
}

extension String {
    /// Whether a path, which is greater than a directory's, is less than those of the directory's content.
    fileprivate func standsBeforeContent(of directory: String) -> Bool {
        // One byte decides nearly always.
        let count = directory.utf8.count
        guard count < utf8.count, utf8[utf8.index(startIndex, offsetBy: count)] < slash else { return false }
        return utf8.starts(with: directory.utf8)
    }
}
