public import Hashing

/// A directory asset whose every file was read: its entries, their digests, and so its address.
public struct HashedTree: Sendable, Hashable {
    /// An entry with the digest of its content.
    public struct Entry: Sendable, Hashable {
        /// The entry.
        public let entry: TreeEntry
        /// The digest of a file's content; nil for everything else.
        public let digest: SHA256Digest?

        /// Makes an entry; a file must have a digest, and nothing else may.
        public init(_ entry: TreeEntry, digest: SHA256Digest?) {
            precondition(entry.isFile == (digest != nil), "files have digests, and nothing else does")
            self.entry = entry
            self.digest = digest
        }
    }

    /// The entries, sorted by path as unsigned bytes.
    public let entries: [Entry]
    /// The address of the tree, version 1.
    public let address: SHA256Digest

    /// Computes the address of entries.
    ///
    /// - Parameter entries: The entries, sorted by path as unsigned bytes.
    public init(sorted entries: [Entry]) {
        self.entries = entries
        var hash = SHA256()
        hash.update("sageassets-tree-v1\0")
        for entry in entries { hash.update(entry.record) }
        address = hash.finish()
    }

    /// The sum of the sizes of all files, in bytes.
    public var byteCount: Int64 {
        entries.reduce(0) { $0 + $1.entry.byteCount }
    }
}

extension HashedTree.Entry {
    /// The entry's part of what is hashed.
    ///
    /// The kind, the path, and what must follow them are each ended by a NUL byte, which none of them can hold: no two
    /// trees have the same records.
    fileprivate var record: String {
        switch entry.kind {
        case .directory: "dir\0\(entry.path)\0"
        case .file(let size, let isExecutable):
            "\(isExecutable ? "exec" : "file")\0\(entry.path)\0\(size)\0\(digest?.description ?? "")\0"
        case .link(let target): "link\0\(entry.path)\0\(target)\0"
        }
    }
}
