internal import Hashing

extension FileTree {
    private enum Outcome: Sendable {
        case whole(SHA256Digest, crc32: UInt32)
        case parts([FileParts.Part])
    }

    /// Reads the file in order, and its parts once more, several at a time, while they are in the page cache.
    func hashInLanes(_ ranges: PartRanges, _ options: StagingOptions) async throws -> HashedParts {
        try await withThrowingTaskGroup(of: Outcome.self) { group in
            let (numbers, next) = AsyncStream.makeStream(of: Int.self)
            group.addTask {
                // Also ends the other task after an error.
                defer { next.finish() }
                return try hashWhole(ranges, options) { next.yield($0) }
            }
            group.addTask { .parts(try await hashParts(ranges, after: numbers)) }
            var whole: (sha256: SHA256Digest, crc32: UInt32)?
            var parts: [FileParts.Part] = []
            for try await outcome in group {
                switch outcome {
                case .whole(let digest, let checksum): whole = (digest, checksum)
                case .parts(let found): parts = found
                }
            }
            // What was read twice must be the same.
            guard let whole, parts.count == ranges.count, ranges.checksum(of: parts) == whole.crc32 else {
                throw try changed()
            }
            return HashedParts(whole: whole.sha256, parts: parts)
        }
    }

    private func changed() throws -> StagingError {
        var cursor = DirectoryCursor(root)
        return try OpenFile(node(0), with: &cursor, in: root).changed
    }

    private func hashWhole(
        _ ranges: PartRanges,
        _ options: StagingOptions,
        progress: (_ partCount: Int) -> Void
    ) throws -> Outcome {
        var hash = SHA256()
        var checksum: UInt32 = 0
        var partCount = 0
        try readInOrder(ranges) { block, endsPart in
            hash.update(block.bytes)
            checksum = CRC32.checksum(block, after: checksum)
            options.progress(.read(byteCount: block.count))
            guard endsPart else { return }
            partCount += 1
            progress(partCount)
        }
        return .whole(hash.finish(), crc32: checksum)
    }

    /// Reads the only file block by block, none of which has bytes of two parts.
    private func readInOrder(
        _ ranges: PartRanges,
        _ body: (_ block: UnsafeRawBufferPointer, _ endsPart: Bool) -> Void
    ) throws {
        var cursor = DirectoryCursor(root)
        let file = try OpenFile(node(0), with: &cursor, in: root)
        let buffers = LaneBuffers(count: 1, byteCount: 1 << 20)
        for index in 0..<ranges.count {
            var rest = ranges[index]
            // One reader alone does not keep a distant disk busy.
            if index + 1 < ranges.count { file.prefetch(ranges[index + 1]) }
            while !rest.isEmpty {
                try Task.checkCancellation()
                let block = UnsafeMutableRawBufferPointer(rebasing: buffers[0].prefix(rest.count))
                try file.read(at: rest.lowerBound, into: block)
                rest = rest.dropFirst(block.count)
                body(UnsafeRawBufferPointer(block), rest.isEmpty)
            }
        }
        try file.check()
    }

    /// Hashes parts whenever there are enough for all lanes.
    ///
    /// - Parameter numbers: The numbers of parts that the other task has read.
    private func hashParts(_ ranges: PartRanges, after numbers: AsyncStream<Int>) async throws -> [FileParts.Part] {
        var lanes = SHA256Lanes()
        var reader = try PartReader(self, ranges, laneCount: lanes.count)
        for await number in numbers where number - reader.limit >= lanes.count || number == ranges.count {
            reader.limit = number
            try lanes.hash(&reader)
        }
        try Task.checkCancellation()
        try reader.check()
        return reader.parts.compactMap { $0 }
    }
}

/// Reads the parts of a file that are hashed in the lanes.
private struct PartReader: MessageSource, ~Copyable {
    /// The part that is read in a lane.
    private struct Part {
        let index: Int
        var rest: Range<Int64>
        var checksum: UInt32 = 0
    }

    /// The size of a lane's buffer: all of them are in the processor's second cache.
    private static let bufferByteCount = 1 << 16

    private let ranges: PartRanges
    private let file: OpenFile
    private let buffers: LaneBuffers
    private var lanes: [Part?]
    private var started = 0
    /// The number of parts that may be read.
    var limit = 0
    private(set) var parts: [FileParts.Part?]

    init(_ tree: FileTree, _ ranges: PartRanges, laneCount: Int) throws {
        var cursor = DirectoryCursor(tree.root)
        self.ranges = ranges
        buffers = LaneBuffers(count: laneCount, byteCount: Self.bufferByteCount)
        lanes = Array(repeating: nil, count: laneCount)
        parts = Array(repeating: nil, count: ranges.count)
        file = try OpenFile(tree.node(0), with: &cursor, in: tree.root)
    }

    mutating func next(in lane: Int) throws -> MessagePiece? {
        try Task.checkCancellation()
        if lanes[lane] == nil {
            guard started < limit else { return nil }
            lanes[lane] = Part(index: started, rest: ranges[started])
            started += 1
        }
        guard var part = lanes[lane] else { return nil }
        let block = UnsafeMutableRawBufferPointer(rebasing: buffers[lane].prefix(part.rest.count))
        try file.read(at: part.rest.lowerBound, into: block)
        part.checksum = CRC32.checksum(UnsafeRawBufferPointer(block), after: part.checksum)
        part.rest = part.rest.dropFirst(block.count)
        lanes[lane] = part
        return MessagePiece(UnsafeRawBufferPointer(block), isLast: part.rest.isEmpty)
    }

    mutating func end(in lane: Int, _ digest: SHA256Digest) {
        guard let part = lanes[lane] else { return }
        lanes[lane] = nil
        parts[part.index] = FileParts.Part(sha256: digest, crc32: part.checksum)
    }

    /// Checks after the last read that the file was not written meanwhile.
    func check() throws { try file.check() }
}
