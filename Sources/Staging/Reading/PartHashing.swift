internal import Basics
internal import Hashing
internal import Synchronization

/// A way to compute the digest of a file and those of its parts.
package enum PartHashing: Sendable, CaseIterable {
    /// One thread reads the file once, and computes both digests of a block at the same time.
    case onePass
    /// One thread computes the digest of the file, and one those of the parts, several at a time, right after it.
    case lanes
    /// Each thread computes the digest of a part, then waits for its turn to add the part to the whole.
    case tasks

    /// Returns the fastest way, or nil if there is none that is faster than computing the digests of the parts later.
    ///
    /// The digest of the whole file is sequential work for one core.
    static func best(byteCount: Int64, partSize: Int, width: Int) -> PartHashing? {
        let isInBlocks = onePass.isPossible(partSize: partSize)
        // Where one pass takes longer than the digest of the file alone, it still takes less of all cores together.
        guard width > 1 else { return isInBlocks ? .onePass : nil }
        if isInBlocks && SHA256Twins.isAsFastAsOne { return .onePass }
        // With fewer parts, many lanes would be idle, or busy when the digest of the file is done.
        let leastByteCount = 2 * Int64(LaneWay.best.laneCount) * Int64(partSize)
        return LaneWay.best == .avx512 && byteCount >= leastByteCount ? .lanes : .tasks
    }

    /// Whether the processor can compute digests in this way.
    package func isPossible(partSize: Int) -> Bool {
        self != .onePass || SHA256Twins.isAvailable && partSize.isMultiple(of: SHA256Twins.blockByteCount)
    }
}

/// The digest of a file and the checksums of its parts.
struct HashedParts: Sendable {
    let whole: SHA256Digest
    let parts: [FileParts.Part]
}

extension FileTree {
    /// Reads and hashes the parts in tasks, of which `width` are in memory.
    func hashInTasks(_ ranges: PartRanges, _ options: StagingOptions) async throws -> HashedParts {
        let turnstile = Turnstile()
        let whole = WholeHash()
        let parts = try await (0..<ranges.count).boundedMap(width: options.width) { index in
            try Task.checkCancellation()
            let bytes = try read(0, ranges[index])
            let part = FileParts.Part(sha256: SHA256.hash(bytes.span.bytes), crc32: CRC32.checksum(bytes))
            try await turnstile.take(index) { whole.update(bytes) }
            options.progress(.read(byteCount: bytes.count))
            return part
        }
        return HashedParts(whole: whole.finish(), parts: parts)
    }

    /// Reads the file once: one task reads blocks and computes their CRC-32s, the other one hashes them.
    func hashInOnePass(_ ranges: PartRanges, _ options: StagingOptions) async throws -> HashedParts {
        let blocks = Channel<Block>(capacity: 2)
        return try await withThrowingTaskGroup(of: HashedParts?.self) { group in
            group.addTask {
                do {
                    try await readBlocks(ranges, to: blocks)
                } catch {
                    blocks.fail(error)
                    throw error
                }
                return nil
            }
            group.addTask { try await hashTwins(blocks, options) }
            var hashed: HashedParts?
            for try await result in group { hashed = result ?? hashed }
            guard let hashed else { preconditionFailure("one of the tasks hashes") }
            return hashed
        }
    }

    private func readBlocks(_ ranges: PartRanges, to blocks: Channel<Block>) async throws {
        var cursor = DirectoryCursor(root)
        let file = try OpenFile(node(0), with: &cursor, in: root)
        for index in 0..<ranges.count {
            var rest = ranges[index]
            // One reader alone does not keep a distant disk busy.
            if index + 1 < ranges.count { file.prefetch(ranges[index + 1]) }
            while !rest.isEmpty {
                let range = rest.prefix(Block.byteCount)
                let bytes = try [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
                    let block = UnsafeMutableRawBufferPointer(buffer)
                    try file.read(at: range.lowerBound, into: .init(rebasing: block[..<range.count]))
                    count = range.count
                }
                rest = rest.dropFirst(range.count)
                let block = Block(bytes: bytes, checksum: CRC32.checksum(bytes), endsPart: rest.isEmpty)
                try await blocks.send(block)
            }
        }
        try file.check()
        blocks.finish()
    }

    private func hashTwins(_ blocks: Channel<Block>, _ options: StagingOptions) async throws -> HashedParts {
        var twins = SHA256Twins()
        var parts: [FileParts.Part] = []
        var checksum: UInt32 = 0
        while let block = try await blocks.receive() {
            block.bytes.withUnsafeBytes { twins.update($0) }
            checksum = CRC32.combine(checksum, block.checksum, secondByteCount: block.bytes.count)
            options.progress(.read(byteCount: block.bytes.count))
            guard block.endsPart else { continue }
            parts.append(FileParts.Part(sha256: twins.finishPart(), crc32: checksum))
            checksum = 0
        }
        return HashedParts(whole: twins.finish(), parts: parts)
    }
}

/// Bytes of a file that belong to one part.
private struct Block: Sendable {
    /// The most bytes of a block: more fall out of the processor's cache before they are hashed.
    static let byteCount = 1 << 20

    let bytes: [UInt8]
    let checksum: UInt32
    let endsPart: Bool
}

/// The digest of a whole file, to which tasks add parts in turn.
private final class WholeHash: Sendable {
    private let hash = Mutex(SHA256())

    func update(_ bytes: [UInt8]) { hash.withLock { $0.update(bytes.span.bytes) } }
    func finish() -> SHA256Digest { hash.withLock { $0.finish() } }
}
