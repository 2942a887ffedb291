internal import Assets

/// Entries that a walk found, with what their files are known by: those of a thread, and in the end all in their order.
///
/// Arrays side by side: the stamps are copied as plain memory, and few entries need a source.
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
