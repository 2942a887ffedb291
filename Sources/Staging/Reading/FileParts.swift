package import Assets
public import Hashing

/// The digests of a file's parts, computed together with the digest of the whole file.
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
    /// Returns the digest of the only file of a tree and those of its parts.
    ///
    /// - Parameters:
    ///   - partSize: The size of every part but the last one, in bytes.
    ///   - way: The way to compute them.
    ///   - options: The settings.
    /// - Returns: The file's content; without parts if the cache has the file's digest, so that nothing was read.
    /// - Throws: The errors of `read`, `CancellationError`.
    package func hashedInParts(
        of partSize: Int,
        _ way: PartHashing,
        _ options: StagingOptions
    ) async throws -> (files: KnownContent, parts: FileParts?) {
        let run = options.cache.flatMap { CachedTree(self, in: $0) }
        if let known = run?.hashes()[0] {
            options.progress(.cached(byteCount: Int(entries[0].byteCount)))
            return (hashedFile(known), nil)
        }
        let ranges = PartRanges(byteCount: entries[0].byteCount, partSize: partSize)
        let hashed =
            switch way {
            case .onePass: try await hashInOnePass(ranges, options)
            case .lanes: try await hashInLanes(ranges, options)
            case .tasks: try await hashInTasks(ranges, options)
            }
        let known = hashedFile(ContentHash(sha256: hashed.whole, crc32: ranges.checksum(of: hashed.parts)))
        run?.save(ContentHashes(known), read: [0])
        return (known, FileParts(partSize: partSize, parts: hashed.parts))
    }

    private func hashedFile(_ hash: ContentHash) -> KnownContent {
        let tree = HashedTree(sorted: [HashedTree.Entry(entries[0], digest: hash.sha256)])
        return KnownContent(tree: tree, checksums: [hash.crc32])
    }
}

/// The parts of a file, in order.
struct PartRanges: Sendable {
    let byteCount: Int64
    let partSize: Int

    var count: Int { Int((byteCount + Int64(partSize) - 1) / Int64(partSize)) }

    subscript(index: Int) -> Range<Int64> {
        let start = Int64(index) * Int64(partSize)
        return start..<min(start + Int64(partSize), byteCount)
    }

    /// Returns the CRC-32 of the file, given those of its parts.
    func checksum(of parts: [FileParts.Part]) -> UInt32 {
        parts.enumerated().reduce(0) {
            CRC32.combine($0, $1.element.crc32, secondByteCount: self[$1.offset].count)
        }
    }
}
