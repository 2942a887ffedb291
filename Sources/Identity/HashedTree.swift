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
        var records = Array("sageassets-tree-v1\0".utf8)
        for entry in entries {
            entry.appendRecord(to: &records)
            // Hashing by the record would cost more than the hash.
            if records.count >= 1 << 15 {
                hash.update(records.span.bytes)
                records.removeAll(keepingCapacity: true)
            }
        }
        hash.update(records.span.bytes)
        address = hash.finish()
    }

    /// The sum of the sizes of all files, in bytes.
    public var byteCount: Int64 {
        entries.reduce(0) { $0 + $1.entry.byteCount }
    }
}

extension HashedTree.Entry {
    /// Adds the entry's part of what is hashed.
    ///
    /// The kind, the path, and what must follow them are each ended by a NUL byte, which none of them can hold: no two
    /// trees have the same records.
    fileprivate func appendRecord(to records: inout [UInt8]) {
        switch entry.kind {
        case .directory:
            records.appendField("dir")
            records.appendField(entry.path)
        case .file(let size, let isExecutable):
            records.appendField(isExecutable ? "exec" : "file")
            records.appendField(entry.path)
            records.appendField(String(size))
            digest?.appendDigits(to: &records)
            records.append(0)
        case .link(let target):
            records.appendField("link")
            records.appendField(entry.path)
            records.appendField(target)
        }
    }
}

extension [UInt8] {
    fileprivate mutating func appendField(_ text: String) {
        append(contentsOf: text.utf8)
        append(0)
    }
}
