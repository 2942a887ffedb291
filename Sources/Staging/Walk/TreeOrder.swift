internal import Assets

/// Sorts the listings of a walk into the order of a tree: by whole path as unsigned bytes.
///
/// The entries below `a` do not immediately follow `a`: `a-b` precedes `a/x`, since `-` is less than `/`. The content
/// of a directory is therefore deferred until a greater sibling follows; of several deferred directories, the last is
/// the least.
struct TreeOrder {
    private let results: [TreeWalk.ThreadResult]
    /// The listings by number, each with the index of the result that contains it.
    private let listings: [(result: Int, listing: TreeWalk.Listing)]
    /// Whether each listing, or one below it, contains an entry that is included.
    private let isTaken: [Bool]
    private var taken: FoundEntries

    /// - Parameter results: The results of all threads of a walk.
    init(_ results: [TreeWalk.ThreadResult]) {
        self.results = results
        listings = results.indices.flatMap { index in results[index].listings.map { (index, $0) } }
            .sorted { $0.listing.number < $1.listing.number }
        var isTaken = [Bool](repeating: false, count: listings.count)
        // A subdirectory has a higher number than its parent.
        for (result, listing) in listings.reversed() {
            isTaken[listing.number] =
                listing.entries.count > listing.branches.count
                || results[result].branches[listing.branches].contains { !$0.isExcluded || isTaken[$0.below] }
        }
        self.isTaken = isTaken
        taken = FoundEntries(capacity: results.reduce(0) { $0 + $1.found.entries.count })
    }

    /// Returns the entries of the tree.
    consuming func joined() -> FoundEntries {
        add(0)
        return taken
    }

    private mutating func add(_ number: Int) {
        let (result, listing) = listings[number]
        let found = results[result].found
        var branches = results[result].branches[listing.branches]
        var waiting: [(path: String, below: Int)] = []
        // The entries between the two are not copied yet: they are copied many at a time.
        var (start, index) = (listing.entries.lowerBound, listing.entries.lowerBound)
        let end = listing.entries.upperBound
        while index < end {
            while let last = waiting.last, !found.entries[index].path.precedesContent(of: last.path) {
                taken.append(start..<index, of: found)
                start = index
                add(last.below)
                waiting.removeLast()
            }
            if let branch = branches.first, branch.index == index {
                branches.removeFirst()
                if branch.isExcluded && !isTaken[branch.below] {
                    taken.append(start..<index, of: found)
                    start = index + 1
                } else {
                    waiting.append((found.entries[index].path, branch.below))
                }
            }
            // Without deferred directories, the files up to the next directory are in order.
            index = waiting.isEmpty ? branches.first?.index ?? end : index + 1
        }
        taken.append(start..<end, of: found)
        for last in waiting.reversed() { add(last.below) }
    }
}

extension String {
    /// Whether a path, which is greater than that of a directory, is less than the paths of the directory's content.
    fileprivate func precedesContent(of directory: String) -> Bool {
        // One byte nearly always decides.
        let count = directory.utf8.count
        guard count < utf8.count else { return false }
        guard utf8[utf8.index(startIndex, offsetBy: count)] < UInt8(ascii: "/") else { return false }
        return utf8.starts(with: directory.utf8)
    }
}
