internal import Basics
internal import Hashing

/// Hashes the files of a tree, several at a time on one thread.
struct FileHasher: ~Copyable {
    private var lanes = SHA256Lanes()
    private var reader: FileReader

    /// Creates a hasher that records hashes in a ledger.
    init(_ tree: FileTree, to ledger: HashLedger, progress: @Sendable @escaping (Int) -> Void) {
        reader = FileReader(tree, laneCount: lanes.count, to: ledger, progress: progress)
    }

    /// Hashes the files of a queue from which other threads take, too.
    mutating func hash(_ files: FileQueue) throws {
        // The next run need not read the files that were read before an error.
        defer { reader.record() }
        reader.files = files
        try lanes.hash(&reader)
    }
}

/// Files that several threads are to hash.
final class FileQueue: Sendable {
    private let batches: [[Int]]
    private let next = AtomicCounter()
    /// The number of files that one thread has at a time.
    fileprivate let filesPerThread: Int

    init(_ batches: [[Int]], filesPerThread: Int) {
        self.batches = batches
        self.filesPerThread = filesPerThread
    }

    fileprivate func take() -> ArraySlice<Int>? {
        let batch = next.take()
        return batch < batches.count ? batches[batch][...] : nil
    }
}

/// Reads the files whose bytes are hashed in the lanes.
private struct FileReader: MessageSource, ~Copyable {
    /// The size of all buffers: larger blocks fall out of the processor's cache before they are hashed.
    private static let bufferByteCount = 1 << 20
    /// The number of hashes after which they are recorded.
    private static let recordedCount = 64

    private let tree: FileTree
    private let ledger: HashLedger
    private let progress: @Sendable (Int) -> Void
    private var cursor: DirectoryCursor
    private let buffers: LaneBuffers
    /// The file that is read in each lane.
    private var reads: [FileRead?]
    private var batch: ArraySlice<Int> = []
    private var hashes: [(Int, ContentHash)] = []
    var files = FileQueue([], filesPerThread: 0)

    init(_ tree: FileTree, laneCount: Int, to ledger: HashLedger, progress: @Sendable @escaping (Int) -> Void) {
        self.tree = tree
        self.ledger = ledger
        self.progress = progress
        cursor = DirectoryCursor(tree.root)
        buffers = LaneBuffers(count: laneCount, byteCount: Self.bufferByteCount / laneCount)
        reads = Array(repeating: nil, count: laneCount)
    }

    mutating func next(in lane: Int) throws -> MessagePiece? {
        guard let read = try reads[lane] ?? open(in: lane) else { return nil }
        try Task.checkCancellation()
        let piece = try read.next(into: buffers[lane])
        if !piece.isEmpty { progress(piece.count) }
        return MessagePiece(piece, isLast: read.isAtEnd)
    }

    mutating func end(in lane: Int, _ digest: SHA256Digest) {
        guard let read = reads[lane] else { return }
        reads[lane] = nil
        hashes.append((read.entry, ContentHash(sha256: digest, crc32: read.checksum)))
        if hashes.count >= Self.recordedCount { record() }
    }

    /// Records the hashes that are not recorded yet.
    mutating func record() {
        ledger.add(hashes)
        hashes.removeAll(keepingCapacity: true)
    }

    /// Opens the next file in a lane; returns nil if there is none or if the thread has enough of them.
    private mutating func open(in lane: Int) throws -> FileRead? {
        guard reads.count(where: { $0 != nil }) < files.filesPerThread else { return nil }
        if batch.isEmpty, let next = files.take() { batch = next }
        guard let entry = batch.popFirst() else { return nil }
        let read = try FileRead(entry, of: tree, with: &cursor)
        reads[lane] = read
        return read
    }
}

/// The progress of reading one file.
private final class FileRead {
    let entry: Int
    /// Nil at the end, so that few files are open.
    private var file: OpenFile?
    private let size: Int64
    private var offset: Int64 = 0
    /// The CRC-32 of the bytes so far.
    private(set) var checksum: UInt32 = 0

    init(_ entry: Int, of tree: FileTree, with cursor: inout DirectoryCursor) throws {
        let node = tree.node(entry)
        file = try OpenFile(node, with: &cursor, in: tree.root)
        self.entry = entry
        size = node.size
    }

    var isAtEnd: Bool { offset == size }

    /// Returns the next bytes; at the end, checks that the file is the one that the walk has found.
    func next(into buffer: UnsafeMutableRawBufferPointer) throws -> UnsafeRawBufferPointer {
        let count = Int(min(Int64(buffer.count), size - offset))
        let block = UnsafeMutableRawBufferPointer(rebasing: buffer[..<count])
        precondition(file != nil, "the file was read to its end")
        try file?.read(at: offset, into: block)
        checksum = CRC32.checksum(UnsafeRawBufferPointer(block), after: checksum)
        offset += Int64(count)
        if isAtEnd {
            try file?.check()
            file = nil
        }
        return UnsafeRawBufferPointer(block)
    }
}
