public import Hashing

/// A directory asset with the digests of all its files, and so with its address.
public struct HashedTree: Sendable, Hashable {
    /// An entry with the digest of its content.
    public struct Entry: Sendable, Hashable {
        /// The entry without its digest.
        public let entry: TreeEntry
        /// The digest of a file's content; nil for everything else.
        public let digest: SHA256Digest?

        /// Creates an entry; a file must have a digest, and nothing else may.
        public init(_ entry: TreeEntry, digest: SHA256Digest?) {
            precondition(entry.isFile == (digest != nil), "files have digests, and nothing else does")
            self.entry = entry
            self.digest = digest
        }
    }

    /// A collection of entries with their digests, stored in two parallel arrays without copying.
    public struct Entries: Sendable, Hashable, RandomAccessCollection {
        fileprivate let entries: [TreeEntry]
        /// The digests by entry; nil for directories and links.
        public let digests: [SHA256Digest?]

        /// Combines entries with their digests; files must have one, and nothing else may.
        public init(_ entries: [TreeEntry], digests: [SHA256Digest?]) {
            precondition(entries.count == digests.count, "each entry has a digest or none")
            self.entries = entries
            self.digests = digests
        }

        /// The first entry's index, 0.
        public var startIndex: Int { 0 }
        /// The number of entries.
        public var endIndex: Int { entries.count }
        /// An entry with its digest.
        public subscript(index: Int) -> Entry { Entry(entries[index], digest: digests[index]) }
    }

    /// The entries, sorted by path as unsigned bytes.
    public let entries: Entries
    /// The address of the tree, version 1.
    public let address: SHA256Digest

    /// Computes the address of entries.
    ///
    /// - Parameter entries: The entries, sorted by path as unsigned bytes.
    public init(sorted entries: Entries) {
        self.entries = entries
        var hash = RecordHash()
        hash.add("sageassets-tree-v1")
        for (entry, digest) in zip(entries.entries, entries.digests) { hash.add(entry, digest) }
        address = hash.finish()
    }

    /// Computes the address of entries.
    ///
    /// - Parameter entries: The entries, sorted by path as unsigned bytes.
    public init(sorted entries: [Entry]) {
        self.init(sorted: Entries(entries.map(\.entry), digests: entries.map(\.digest)))
    }

    /// The sum of the sizes of all files, in bytes.
    public var byteCount: Int64 {
        entries.reduce(0) { $0 + $1.entry.byteCount }
    }
}

extension RecordHash {
    /// Adds an entry's record.
    ///
    /// The kind, the path, and what must follow them are each ended by a NUL byte, which none of them can hold: no two
    /// trees have the same records.
    fileprivate mutating func add(_ entry: TreeEntry, _ digest: SHA256Digest?) {
        switch (entry.kind, digest) {
        case (.directory, nil):
            add("dir")
            add(entry.path)
        case (.file(let size, let isExecutable), let digest?):
            add(isExecutable ? "exec" : "file")
            add(entry.path)
            add(size)
            add(digest)
        case (.link(let target), nil):
            add("link")
            add(entry.path)
            add(target)
        default: preconditionFailure("files have digests, and nothing else does")
        }
    }
}
