internal import Basics
internal import Hashing
public import Identity
internal import Synchronization

/// Writes the bundle of a tree: a tar archive in one gzip member, the same bytes for the same tree on every machine.
///
/// Each byte of content is read once. Frames are read and compressed at the same time on many threads; their digests are
/// taken and they are written in their order. Memory is that of a few frames, whatever the size of the tree.
public struct BundleWriter<Content: TreeContent>: Sendable {
    private let content: Content
    private let encoder: FrameEncoder
    private let width: Int

    /// Prepares a bundle.
    ///
    /// - Parameters:
    ///   - content: The tree.
    ///   - encoder: How to compress.
    ///   - width: How many frames are worked on at a time by as many threads; no byte of the result depends on it.
    public init(_ content: Content, encoder: FrameEncoder = FrameEncoder(), width: Int) {
        self.content = content
        self.encoder = encoder
        self.width = max(1, width)
    }

    /// Writes the bundle.
    ///
    /// - Parameters:
    ///   - sink: Takes the bundle's bytes piece by piece, in their order, one call at a time.
    ///   - progress: Called with each number of bytes of the tar archive that are done, on any thread.
    /// - Returns: What was written.
    /// - Throws: What the content and the sink throw, `ArchiveError`, `CancellationError`.
    public func write(
        to sink: @Sendable @escaping ([UInt8]) async throws -> Void,
        progress: @Sendable @escaping (Int) -> Void = { _ in }
    ) async throws -> WrittenBundle {
        let stages = BundleStages(entries: content.entries, sink: sink)
        try await stages.write(Gzip.header)
        let frames = try await writeFrames(stages, progress)
        let checksum = frames.reduce(0) { CRC32.combine($0, $1.crc32, secondByteCount: $1.tarByteCount) }
        let tarByteCount = frames.reduce(0) { $0 + Int64($1.tarByteCount) }
        try await stages.write(Gzip.trailer(crc32: checksum, byteCount: tarByteCount))
        return stages.finish(frames: frames, encoder: encoder)
    }

    private func writeFrames(
        _ stages: BundleStages,
        _ progress: @Sendable @escaping (Int) -> Void
    ) async throws -> [BundleFrame] {
        // A frame in work for each thread, and as many that wait for their turn to be written.
        let window = width * 2 + 1
        return try await withThrowingTaskGroup(of: (Int, BundleFrame).self) { group in
            var layout = try TarLayout(content.entries)
            var frames: [Int: BundleFrame] = [:]
            var started = 0
            while let frame = try layout.next() {
                if started >= window, let (index, done) = try await group.next() { frames[index] = done }
                let index = started
                group.addTask {
                    do {
                        try Task.checkCancellation()
                        let done = try await write(frame, at: index, stages)
                        progress(frame.byteCount)
                        return (index, done)
                    } catch {
                        stages.fail(error)
                        throw error
                    }
                }
                started += 1
            }
            for try await (index, done) in group { frames[index] = done }
            return (0..<started).compactMap { frames[$0] }
        }
    }

    private func write(_ frame: TarLayout.Frame, at index: Int, _ stages: BundleStages) async throws -> BundleFrame {
        let bytes = try frame.bytes(from: content)
        try await stages.digestContent(bytes, of: frame, at: index)
        try await stages.digestTar(bytes, at: index)
        let encoded = try encoder.encode(bytes)
        let checksum = CRC32.checksum(bytes)
        try await stages.write(encoded.bytes, at: index)
        return BundleFrame(
            method: encoded.method,
            byteCount: encoded.bytes.count,
            tarByteCount: bytes.count,
            crc32: checksum
        )
    }
}

/// The steps that frames go through in their order.
private final class BundleStages: Sendable {
    private struct Output: ~Copyable {
        var hash = SHA256()
        var byteCount: Int64 = 0
    }

    private let entries: [TreeEntry]
    private let sink: @Sendable ([UInt8]) async throws -> Void
    private let contentTurn = Turnstile()
    private let content: Mutex<ContentDigester>
    private let tarTurn = Turnstile()
    private let tar = Mutex(SHA256())
    private let outputTurn = Turnstile()
    private let output = Mutex(Output())

    init(entries: [TreeEntry], sink: @Sendable @escaping ([UInt8]) async throws -> Void) {
        self.entries = entries
        self.sink = sink
        content = Mutex(ContentDigester(entries))
    }

    func digestContent(_ bytes: [UInt8], of frame: TarLayout.Frame, at index: Int) async throws {
        try await contentTurn.take(index) { content.withLock { $0.update(bytes, frame.parts) } }
    }

    func digestTar(_ bytes: [UInt8], at index: Int) async throws {
        try await tarTurn.take(index) { tar.withLock { $0.update(bytes.span.bytes) } }
    }

    func write(_ bytes: [UInt8], at index: Int) async throws {
        try await outputTurn.take(index) { try await write(bytes) }
    }

    /// Writes outside of the turns: before the first one or after the last one.
    func write(_ bytes: [UInt8]) async throws {
        output.withLock { output in
            output.hash.update(bytes.span.bytes)
            output.byteCount += Int64(bytes.count)
        }
        try await sink(bytes)
    }

    func fail(_ error: any Error) {
        for turn in [contentTurn, tarTurn, outputTurn] { turn.fail(error) }
    }

    func finish(frames: [BundleFrame], encoder: FrameEncoder) -> WrittenBundle {
        let digests = content.withLock { $0.digests }
        return WrittenBundle(
            tree: HashedTree(sorted: zip(entries, digests).map { HashedTree.Entry($0, digest: $1) }),
            byteCount: output.withLock { $0.byteCount },
            sha256: output.withLock { $0.hash.finish() },
            tarSHA256: tar.withLock { $0.finish() },
            frames: frames,
            encoder: encoder.identifier
        )
    }
}

/// Takes the digests of files whose bytes come one frame after another.
private struct ContentDigester: ~Copyable {
    private let entries: [TreeEntry]
    private var hash = SHA256()
    private(set) var digests: [SHA256Digest?]

    init(_ entries: [TreeEntry]) {
        self.entries = entries
        // An empty file has no bytes that would come.
        let empty = SHA256.hash("")
        digests = entries.map { $0.isFile && $0.byteCount == 0 ? empty : nil }
    }

    mutating func update(_ bytes: [UInt8], _ parts: [ContentPart]) {
        for part in parts {
            hash.update(bytes.span.bytes.extracting(part.destination))
            let end = part.offset + Int64(part.destination.count)
            if end == entries[part.entry].byteCount { digests[part.entry] = hash.finish() }
        }
    }
}
