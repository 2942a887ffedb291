internal import Assets
internal import Basics
public import Hashing
internal import Synchronization

/// The digests of a file's parts, computed in the same read as the digest of the whole file.
///
/// S3 requires a digest for every uploaded part: with these, an asset in the format `.file` is not hashed again.
public struct FileParts: Sendable, Hashable {
    /// The digest of a part, and its CRC-32, with which a later read of the part is compared.
    public struct Part: Sendable, Hashable {
        /// The digest of its bytes.
        public let sha256: SHA256Digest
        /// The CRC-32 of its bytes.
        public let crc32: UInt32

        /// Creates the checksums of a part.
        public init(sha256: SHA256Digest, crc32: UInt32) {
            self.sha256 = sha256
            self.crc32 = crc32
        }
    }

    /// The size of every part but the last one, in bytes.
    public let partSize: Int
    /// The checksums of the parts, in order.
    public let parts: [Part]

    /// Creates the checksums of a file's parts.
    public init(partSize: Int, parts: [Part]) {
        self.partSize = partSize
        self.parts = parts
    }
}

extension FileTree {
    /// Reads the only file of a tree once and returns the digest of the file and those of its parts.
    ///
    /// The digest of the whole file is sequential work for one core; the other cores compute the digests of the parts
    /// at the same time. Each task reads and hashes a part, then waits for its turn to add the part to the whole.
    ///
    /// - Parameters:
    ///   - partSize: The size of every part but the last one, in bytes.
    ///   - options: The settings; `width` limits the number of parts in memory.
    /// - Returns: The file's content; without parts if the cache has the file's digest, so that nothing was read.
    /// - Throws: The errors of `read`, `CancellationError`.
    func hashedInParts(
        of partSize: Int,
        _ options: StagingOptions
    ) async throws -> (files: KnownContent, parts: FileParts?) {
        let run = options.cache.flatMap { CachedTree(self, in: $0) }
        if let known = run?.hashes()[0] {
            options.progress(.cached(byteCount: Int(entries[0].byteCount)))
            return (hashedFile(known), nil)
        }
        let size = entries[0].byteCount
        let ranges = stride(from: 0, to: size, by: partSize).map { $0..<min($0 + Int64(partSize), size) }
        let turnstile = Turnstile()
        let whole = WholeHash()
        let parts = try await ranges.indices.boundedMap(width: options.width) { index in
            try Task.checkCancellation()
            let bytes = try read(0, ranges[index])
            let part = FileParts.Part(sha256: SHA256.hash(bytes.span.bytes), crc32: CRC32.checksum(bytes))
            try await turnstile.take(index) { whole.update(bytes) }
            options.progress(.read(byteCount: bytes.count))
            return part
        }
        let checksum = zip(parts, ranges).reduce(0) { CRC32.combine($0, $1.0.crc32, secondByteCount: $1.1.count) }
        let hash = ContentHash(sha256: whole.finish(), crc32: checksum)
        let known = hashedFile(hash)
        run?.save(ContentHashes(known), read: [0])
        return (known, FileParts(partSize: partSize, parts: parts))
    }

    private func hashedFile(_ hash: ContentHash) -> KnownContent {
        let tree = HashedTree(sorted: [HashedTree.Entry(entries[0], digest: hash.sha256)])
        return KnownContent(tree: tree, checksums: [hash.crc32])
    }
}

/// The digest of a whole file, to which tasks add parts in turn.
private final class WholeHash: Sendable {
    private let hash = Mutex(SHA256())

    func update(_ bytes: [UInt8]) { hash.withLock { $0.update(bytes.span.bytes) } }
    func finish() -> SHA256Digest { hash.withLock { $0.finish() } }
}
