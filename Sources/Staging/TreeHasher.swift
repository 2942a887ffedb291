internal import Basics
internal import Hashing
public import Identity
internal import Synchronization

extension FileTree {
    /// The most bytes that are read at once: larger blocks fall out of the processor's cache before they are hashed.
    private static let blockByteCount = 1 << 20

    /// Reads every file once and returns the tree with its address.
    ///
    /// - Parameters:
    ///   - width: How many files are read at a time.
    ///   - progress: Called with each number of bytes read, on any thread.
    /// - Throws: What `read` throws, `CancellationError`.
    public func hashed(width: Int, progress: @Sendable @escaping (Int) -> Void) async throws -> HashedTree {
        let batches = makeBatches()
        let next = BatchCounter()
        let digests = try await withThrowingTaskGroup(of: [(Int, SHA256Digest)].self) { group in
            for _ in 0..<max(1, min(width, batches.count)) {
                group.addTask {
                    var results: [(Int, SHA256Digest)] = []
                    var hasher = FileHasher(root, blockByteCount: Self.blockByteCount)
                    while true {
                        let batch = next.take()
                        guard batch < batches.count else { return results }
                        for node in batches[batch] {
                            results.append((node, try hasher.hash(nodes[node], progress: progress)))
                        }
                    }
                }
            }
            var digests = [SHA256Digest?](repeating: nil, count: nodes.count)
            for try await results in group {
                for (node, digest) in results { digests[node] = digest }
            }
            return digests
        }
        return HashedTree(sorted: zip(entries, digests).map { HashedTree.Entry($0, digest: $1) })
    }

    /// Large files first, one each, so that no thread ends long after the others; then the small ones in their order,
    /// many at a time, so that those of a directory stay together.
    private func makeBatches() -> [[Int]] {
        let files = entries.indices.filter { entries[$0].isFile }
        let (small, large) = (
            files.filter { entries[$0].byteCount < Self.blockByteCount },
            files.filter { entries[$0].byteCount >= Self.blockByteCount }
        )
        let sorted = large.sorted { entries[$0].byteCount > entries[$1].byteCount }
        let chunks = stride(from: 0, to: small.count, by: 64).map { Array(small[$0..<min($0 + 64, small.count)]) }
        return sorted.map { [$0] } + chunks
    }
}

/// Hands out numbers from 0 on, each once.
private final class BatchCounter: Sendable {
    private let next = Atomic(0)

    func take() -> Int {
        next.add(1, ordering: .relaxed).oldValue
    }
}

/// Hashes files one after another with one buffer and one context.
private struct FileHasher: ~Copyable {
    private let root: RootDirectory
    private var cursor: DirectoryCursor
    private var hash = SHA256()
    private let buffer: UnsafeMutableRawBufferPointer

    init(_ root: RootDirectory, blockByteCount: Int) {
        self.root = root
        cursor = DirectoryCursor(root)
        buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: blockByteCount, alignment: 4096)
    }

    deinit {
        buffer.deallocate()
    }

    mutating func hash(_ node: FileTree.Node, progress: (Int) -> Void) throws -> SHA256Digest {
        let file = try OpenFile(node, with: &cursor, in: root)
        let size = node.entry.byteCount
        var offset: Int64 = 0
        while offset < size {
            try Task.checkCancellation()
            let count = Int(min(Int64(buffer.count), size - offset))
            let block = UnsafeMutableRawBufferPointer(rebasing: buffer[..<count])
            try file.read(at: offset, into: block)
            hash.update(UnsafeRawBufferPointer(block).bytes)
            offset += Int64(count)
            progress(count)
        }
        try file.check()
        return hash.finish()
    }
}
