internal import Assets

/// The entries that a walk has found, with the stamps of their files: those of a thread, or finally all in order.
///
/// Parallel arrays, since stamps are copied as plain memory and few entries have a source.
struct FoundEntries: Sendable {
    private(set) var entries: [TreeEntry] = []
    /// The stamps of the entries' files.
    private(set) var stamps: [FileStamp] = []
    /// The real paths below the root of the files that replace links, by entry.
    private(set) var sources: [Int: String] = [:]

    init(capacity: Int = 0) {
        entries.reserveCapacity(capacity)
        stamps.reserveCapacity(capacity)
    }

    mutating func append(_ entry: TreeEntry, _ stamp: FileStamp, source: String? = nil) {
        if let source { sources[entries.count] = source }
        entries.append(entry)
        stamps.append(stamp)
    }

    mutating func append(_ range: Range<Int>, of other: FoundEntries) {
        if !other.sources.isEmpty {
            for (index, target) in zip(range, entries.count...) { sources[target] = other.sources[index] }
        }
        entries += other.entries[range]
        stamps += other.stamps[range]
    }
}
