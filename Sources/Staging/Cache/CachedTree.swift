internal import Assets
internal import Basics
internal import Glibc
internal import Hashing
internal import SystemPackage

/// The cached hashes of one tree during one run.
struct CachedTree {
    private let tree: FileTree
    private let cache: FingerprintCache
    private let identity: SHA256Digest
    private let times: ChangeTimes
    private let table: FingerprintTable?

    /// Loads the hashes of earlier runs; to be called before anything is read.
    ///
    /// - Returns: Nil if stamps on the tree's file system are unreliable.
    init?(_ tree: FileTree, in cache: FingerprintCache) {
        guard let times = ChangeTimes(of: tree.root.descriptor, now: cache.now()),
            let path = try? tree.path.string.canonicalPath()
        else { return nil }
        // Machines that share a home directory may have different directories at the same path.
        let machine = (try? SmallFile.read("/etc/machine-id", limit: 4096)) ?? ""
        self.tree = tree
        self.cache = cache
        self.times = times
        identity = SHA256.hash("\(machine)\0\(path)")
        table = cache.load(identity)
    }

    /// Returns the hashes of the entries whose files have not changed.
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

    /// Saves the hashes of files that were read, if any has a reliable stamp.
    ///
    /// - Parameters:
    ///   - hashes: The hashes of all entries that have any.
    ///   - read: The entries that had to be read in this run; those that were not reached have no hash.
    func save(_ hashes: ContentHashes, read: [Int]) {
        guard read.contains(where: { hashes.digests[$0] != nil && times.isReliable(tree.stamps[$0]) }) else { return }
        var writer = FingerprintWriter()
        var cursor = table.map(FingerprintCursor.init)
        for (index, entry) in tree.entries.enumerated() where entry.isFile {
            _ = cursor?.find(entry.path) { keep($0, in: &writer) }
            let stamp = tree.stamps[index]
            guard let hash = hashes[index], times.isReliable(stamp) else { continue }
            writer.add(entry.path, FingerprintTable.Record(stamp: stamp, hash: hash))
        }
        cursor?.finish { keep($0, in: &writer) }
        cache.save(writer.bytes(of: identity), of: identity)
    }

    /// Keeps the hash of an existing file that this tree excludes: another asset of the same directory, with other
    /// rules, may include it.
    private func keep(_ index: Int, in writer: inout FingerprintWriter) {
        guard let table else { return }
        let (path, record) = (table.path(at: index), table[index])
        var status = stat()
        guard !path.isEmpty, fstatat(tree.root.descriptor, path, &status, 0) == 0 else { return }
        if FileStamp(status) == record.stamp { writer.add(path, record) }
    }
}
