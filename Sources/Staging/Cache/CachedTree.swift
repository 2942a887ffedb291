internal import Basics
internal import Glibc
internal import Hashing
internal import Assets
internal import SystemPackage

/// A tree's part of a cache during one run.
struct CachedTree {
    private let tree: FileTree
    private let cache: FingerprintCache
    private let subject: SHA256Digest
    private let times: ChangeTimes
    private let table: FingerprintTable?

    /// Begins a run: before anything is read.
    ///
    /// - Returns: Nil if there is nothing to remember on the tree's file system.
    init?(_ tree: FileTree, in cache: FingerprintCache) {
        guard let times = ChangeTimes(of: tree.root.descriptor, now: cache.now()),
            let path = try? tree.subject.string.canonicalPath()
        else { return nil }
        // Machines that share a home have directories of the same name.
        let machine = (try? SmallFile.read("/etc/machine-id", limit: 4096)) ?? ""
        self.tree = tree
        self.cache = cache
        self.times = times
        subject = SHA256.hash("\(machine)\0\(path)")
        table = cache.load(subject)
    }

    /// The hashes of the entries that are known.
    func hashes() -> ContentHashes {
        var hashes = ContentHashes(count: tree.entries.count)
        guard let table else { return hashes }
        var cursor = FingerprintCursor(table)
        for (index, entry) in tree.entries.enumerated() where entry.isFile {
            guard let record = cursor.find(entry.path), record.stamp == tree.stamps[index] else { continue }
            hashes[index] = record.hash
        }
        return hashes
    }

    /// Remembers what was read, if any of it may be.
    ///
    /// - Parameters:
    ///   - hashes: The hashes of all entries that have any.
    ///   - read: Which entries were to be read in this run; those that were not have no hash.
    func save(_ hashes: ContentHashes, read: [Int]) {
        guard read.contains(where: { hashes.digests[$0] != nil && times.vouch(for: tree.stamps[$0]) }) else { return }
        var writer = FingerprintWriter()
        var cursor = table.map(FingerprintCursor.init)
        for (index, entry) in tree.entries.enumerated() where entry.isFile {
            _ = cursor?.find(entry.path) { keep($0, in: &writer) }
            let stamp = tree.stamps[index]
            guard let hash = hashes[index], times.vouch(for: stamp) else { continue }
            writer.add(entry.path, FingerprintTable.Record(stamp: stamp, hash: hash))
        }
        cursor?.finish { keep($0, in: &writer) }
        cache.save(writer.bytes(of: subject), of: subject)
    }

    /// Keeps what is known of a file that this tree leaves out, if it is there: another asset of the same directory, with
    /// other rules, may have it.
    private func keep(_ index: Int, in writer: inout FingerprintWriter) {
        guard let table else { return }
        let (path, record) = (table.path(at: index), table[index])
        var status = stat()
        guard !path.isEmpty, fstatat(tree.root.descriptor, path, &status, 0) == 0 else { return }
        if FileStamp(status) == record.stamp { writer.add(path, record) }
    }
}
