internal import Basics
internal import Hashing
public import Identity
internal import Synchronization

/// A tree whose every file was read.
public struct HashedFiles: Sendable, Hashable {
    /// The tree with its digests, and so its address.
    public let tree: HashedTree
    /// The CRC-32 of each entry's content; 0 where there is none.
    public let checksums: [UInt32]
}

extension FileTree {
    /// The most bytes that are read at once: larger blocks fall out of the processor's cache before they are hashed.
    private static let blockByteCount = 1 << 20

    /// Reads every file once and returns the tree with its address.
    ///
    /// - Parameters:
    ///   - width: How many files are read at a time.
    ///   - progress: Called with each number of bytes read, on any thread.
    /// - Throws: What `read` throws, `CancellationError`.
    public func hashed(width: Int, progress: @Sendable @escaping (Int) -> Void) async throws -> HashedFiles {
        let batches = makeBatches()
        let next = BatchCounter()
        let files = try await withThrowingTaskGroup(of: [(Int, FileHash)].self) { group in
            for _ in 0..<max(1, min(width, batches.count)) {
                group.addTask {
                    var results: [(Int, FileHash)] = []
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
            var files = [FileHash?](repeating: nil, count: nodes.count)
            for try await results in group {
                for (node, file) in results { files[node] = file }
            }
            return files
        }
        return HashedFiles(
            tree: HashedTree(sorted: zip(entries, files).map { HashedTree.Entry($0, digest: $1?.sha256) }),
            checksums: files.map { $0?.crc32 ?? 0 }
        )
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

/// What a file's content comes to.
private struct FileHash: Sendable {
    let sha256: SHA256Digest
    let crc32: UInt32
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

    mutating func hash(_ node: FileTree.Node, progress: (Int) -> Void) throws -> FileHash {
        let file = try OpenFile(node, with: &cursor, in: root)
        let size = node.stamp.size
        var offset: Int64 = 0
        var checksum: UInt32 = 0
        while offset < size {
            try Task.checkCancellation()
            let count = Int(min(Int64(buffer.count), size - offset))
            let block = UnsafeMutableRawBufferPointer(rebasing: buffer[..<count])
            try file.read(at: offset, into: block)
            hash.update(UnsafeRawBufferPointer(block).bytes)
            checksum = CRC32.checksum(UnsafeRawBufferPointer(block), after: checksum)
            offset += Int64(count)
            progress(count)
        }
        try file.check()
        return FileHash(sha256: hash.finish(), crc32: checksum)
    }
}
