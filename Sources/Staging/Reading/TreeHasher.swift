public import Assets
internal import Basics
package import Hashing
internal import Synchronization

/// The digest and the CRC-32 of a file's content.
package struct ContentHash: Sendable, Hashable {
    package let sha256: SHA256Digest
    package let crc32: UInt32

    package init(sha256: SHA256Digest, crc32: UInt32) {
        (self.sha256, self.crc32) = (sha256, crc32)
    }
}

/// The hashes of a tree's files by entry, in the same arrays as `KnownContent`, so that complete ones are not copied.
struct ContentHashes: Sendable {
    private(set) var digests: [SHA256Digest?]
    private(set) var checksums: [UInt32]

    /// Creates a collection without hashes.
    init(count: Int) {
        digests = Array(repeating: nil, count: count)
        checksums = Array(repeating: 0, count: count)
    }

    init(_ known: KnownContent) {
        digests = known.tree.entries.digests
        checksums = known.checksums
    }

    subscript(index: Int) -> ContentHash? {
        get { digests[index].map { ContentHash(sha256: $0, crc32: checksums[index]) } }
        set {
            digests[index] = newValue?.sha256
            checksums[index] = newValue?.crc32 ?? 0
        }
    }
}

extension FileTree {
    /// The least size of a file that is taken alone.
    private static let largeByteCount = 1 << 20
    /// The number of small files that a thread takes at a time.
    private static let batchCount = 64

    /// Returns the tree with its digests and address; files that the cache does not have are read once.
    ///
    /// - Throws: The errors of `read` and of the tree reader, `CancellationError`.
    public func hashed(_ options: StagingOptions) async throws -> KnownContent {
        let run = options.cache.flatMap { CachedTree(self, in: $0) }
        let cached = run?.hashes() ?? ContentHashes(count: entries.count)
        let unknown = entries.indices.filter { cached.digests[$0] == nil && entries[$0].isFile }
        if let reader = options.treeReader, cached.digests.allSatisfy({ $0 == nil }) {
            let known = try await reader.read(self)
            run?.save(ContentHashes(known), read: unknown)
            return known
        }
        if run != nil {
            let count = unknown.reduce(byteCount) { $0 - entries[$1].byteCount }
            options.progress(.cached(byteCount: Int(count)))
        }
        let ledger = HashLedger(cached)
        do {
            try await read(unknown, width: options.width, to: ledger) { options.progress(.read(byteCount: $0)) }
        } catch {
            // The next run need not read the files that were read before the error.
            run?.save(ledger.hashes, read: unknown)
            throw error
        }
        let hashes = ledger.hashes
        run?.save(hashes, read: unknown)
        return KnownContent(
            tree: HashedTree(sorted: HashedTree.Entries(entries, digests: hashes.digests)),
            checksums: hashes.checksums
        )
    }

    /// Reads files and records their hashes, in any order.
    ///
    /// Large files come first, so that no thread ends long after the others, and each thread takes its share of them at a
    /// time. Of small files, it takes many in order, so that those of a directory stay together.
    private func read(
        _ files: [Int],
        width: Int,
        to ledger: HashLedger,
        progress: @Sendable @escaping (Int) -> Void
    ) async throws {
        guard !files.isEmpty else { return }
        let large = files.filter { entries[$0].byteCount >= Self.largeByteCount }
            .sorted { entries[$0].byteCount > entries[$1].byteCount }
        let small = files.filter { entries[$0].byteCount < Self.largeByteCount }
        let batches = stride(from: 0, to: small.count, by: Self.batchCount).map {
            Array(small[$0..<min($0 + Self.batchCount, small.count)])
        }
        let width = max(1, min(width, large.count + batches.count))
        // A file is open in each lane.
        let limit = max(1, ProcessLimits.descriptorCount / 4 / width)
        let queues = [
            FileQueue(large.map { [$0] }, filesPerThread: min(limit, max(1, large.count / width))),
            FileQueue(batches, filesPerThread: limit),
        ]
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<width {
                group.addTask {
                    var hasher = FileHasher(self, to: ledger, progress: progress)
                    for queue in queues { try hasher.hash(queue) }
                }
            }
            // Unlike `waitForAll`, this cancels the other tasks when one fails.
            for try await _ in group {}
        }
    }
}

/// The hashes computed so far, to which several tasks add.
final class HashLedger: Sendable {
    private let state: Mutex<ContentHashes>

    init(_ known: ContentHashes) { state = Mutex(known) }

    func add(_ batch: [(Int, ContentHash)]) {
        state.withLock { for (index, hash) in batch { $0[index] = hash } }
    }

    var hashes: ContentHashes { state.withLock { $0 } }
}
