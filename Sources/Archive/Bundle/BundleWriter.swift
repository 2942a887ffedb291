public import Assets
internal import Basics
internal import Hashing

/// Writes the bundle of a tree: a tar archive in one gzip member, the same bytes for the same tree on every machine.
///
/// Each byte of content is read once. Frames are read and compressed concurrently on many threads, then hashed and written
/// in order. Memory is that of a few frames, whatever the size of the tree.
public struct BundleWriter<Content: TreeContent>: Sendable {
    /// Receives the slices of the bundle in order, one call at a time.
    public typealias Sink = @Sendable (BundleSlice) async throws -> Void
    /// Called on any thread with a number of bytes of the tar archive that are complete, and whether they were compressed:
    /// those of a reused frame are not even read.
    public typealias Progress = @Sendable (_ byteCount: Int, _ isMade: Bool) -> Void

    private let content: Content
    private let encoder: FrameEncoder
    private let width: Int

    /// Prepares to write the bundle of a tree; nothing is read yet.
    ///
    /// - Parameters:
    ///   - content: The tree.
    ///   - encoder: The encoder of the frames.
    ///   - width: The number of frames that are processed at a time, by as many threads; no byte of the result depends on
    ///     it.
    public init(_ content: Content, encoder: FrameEncoder = FrameEncoder(), width: Int) {
        self.content = content
        self.encoder = encoder
        self.width = max(1, width)
    }

    /// Writes the bundle of a tree that was not read before, and computes the digests of its files meanwhile.
    ///
    /// - Parameters:
    ///   - digests: The digests of all bytes to compute.
    ///   - sink: Receives the slices.
    ///   - progress: Receives the progress.
    /// - Throws: What the content and the sink throw, `ArchiveError`, `CancellationError`.
    public func write(
        digests: BundleDigests = .all,
        to sink: @escaping Sink,
        progress: @escaping Progress = { _, _ in }
    ) async throws -> WrittenBundle {
        let contents = ContentDigests(content.entries)
        let queue = FrameQueue(contents: contents, digests: digests, sink: sink)
        let frames = try await writeFrames(queue, reusing: nil, progress).map(\.frame)
        return queue.finish(tree: contents.tree(), tarSHA256: queue.finishTar(), frames: frames, encoder: encoder)
    }

    /// Writes the bundle of a tree whose digests are known.
    ///
    /// - Parameters:
    ///   - known: The digests and checksums of the files from an earlier read; the checksums are compared.
    ///   - reuse: The frames that the base contains; the digest of the new bundle is not computed then.
    ///   - sink: Receives the slices.
    ///   - progress: Receives the progress.
    /// - Throws: What the content and the sink throw, `ArchiveError.contentChanged`, `CancellationError`.
    package func write(
        _ known: KnownContent,
        reusing reuse: FrameReuse? = nil,
        to sink: @escaping Sink,
        progress: @escaping Progress = { _, _ in }
    ) async throws -> WrittenBundle {
        let digests: BundleDigests = reuse != nil ? .none : known.tarSHA256 == nil ? .all : .object
        let queue = FrameQueue(contents: nil, digests: digests, sink: sink)
        let frames = try await writeFrames(queue, reusing: reuse, progress)
        try known.check(frames.flatMap(\.slices))
        let tarSHA256 = known.tarSHA256 ?? queue.finishTar()
        return queue.finish(tree: known.tree, tarSHA256: tarSHA256, frames: frames.map(\.frame), encoder: encoder)
    }

    /// Reads the tree once and computes the digests of its files and of its tar archive, before the bundle is written.
    ///
    /// The digests of files are computed one after another: this is for a tree that is little more than one large file,
    /// whose digest would keep one core busy and leave the others idle.
    ///
    /// - Parameter progress: Called on any thread with a number of bytes of files that were read.
    /// - Throws: What the content throws, `ArchiveError`, `CancellationError`.
    package func digests(progress: @Sendable @escaping (Int) -> Void) async throws -> KnownContent {
        let contents = ContentDigests(content.entries)
        let queue = FrameQueue(contents: contents, digests: .all, sink: { _ in })
        let frames = try await forEachFrame(queue) { frame, index in
            let bytes = try frame.bytes(from: content)
            try await queue.digest(bytes, of: frame, at: index)
            progress(frame.slices.reduce(0) { $0 + $1.destination.count })
            return frame.checksums(of: bytes).1
        }
        var checksums = [UInt32](repeating: 0, count: content.entries.count)
        for file in FileSlice.joined(frames.flatMap(\.self)) { checksums[file.entry] = file.crc32 }
        return KnownContent(tree: contents.tree(), checksums: checksums, tarSHA256: queue.finishTar())
    }

    private func writeFrames(
        _ queue: FrameQueue,
        reusing reuse: FrameReuse?,
        _ progress: @escaping Progress
    ) async throws -> [FinishedFrame] {
        try await queue.begin()
        let frames = try await forEachFrame(queue) { frame, index in
            let known = reuse?.frame(index)
            let done =
                if let known {
                    try await pass(frame, known, at: index, queue)
                } else {
                    try await write(frame, at: index, queue)
                }
            progress(frame.byteCount, known == nil)
            return done
        }
        let checksum = frames.reduce(0) { CRC32.combine($0, $1.frame.crc32, secondByteCount: $1.frame.tarByteCount) }
        let tarByteCount = frames.reduce(0) { $0 + Int64($1.frame.tarByteCount) }
        try await queue.end(Gzip.trailer(crc32: checksum, byteCount: tarByteCount))
        return frames
    }

    /// Runs the body on all frames, a few at a time, and returns its results in the order of the frames.
    private func forEachFrame<Done: Sendable>(
        _ queue: FrameQueue,
        _ body: @Sendable @escaping (_ frame: FramePlan, _ index: Int) async throws -> Done
    ) async throws -> [Done] {
        // A frame for each thread to process, and as many that wait to be written.
        let window = width * 2 + 1
        return try await withThrowingTaskGroup(of: (Int, Done).self) { group in
            var layout = try TarLayout(content.entries)
            var finished: [Int: Done] = [:]
            var started = 0
            while let frame = try layout.next() {
                if started >= window, let (index, done) = try await group.next() { finished[index] = done }
                let index = started
                group.addTask {
                    do {
                        try Task.checkCancellation()
                        return (index, try await body(frame, index))
                    } catch {
                        queue.fail(error)
                        throw error
                    }
                }
                started += 1
            }
            for try await (index, done) in group { finished[index] = done }
            return (0..<started).compactMap { finished[$0] }
        }
    }

    private func write(_ frame: FramePlan, at index: Int, _ queue: FrameQueue) async throws -> FinishedFrame {
        let bytes = try frame.bytes(from: content)
        try await queue.digest(bytes, of: frame, at: index)
        let encoded = try encoder.encode(bytes)
        let (checksum, slices) = frame.checksums(of: bytes)
        try await queue.write(.made(encoded.bytes), of: frame, at: index)
        let result = FrameRecord(
            method: encoded.method,
            byteCount: encoded.bytes.count,
            tarByteCount: bytes.count,
            crc32: checksum
        )
        return FinishedFrame(frame: result, slices: slices)
    }

    /// Passes a frame of the base on to the sink; nothing is read.
    private func pass(
        _ frame: FramePlan,
        _ known: FrameReuse.Frame,
        at index: Int,
        _ queue: FrameQueue
    ) async throws -> FinishedFrame {
        let reused = ReusedFrame(source: known.source) { [content, encoder] in
            let bytes = try frame.bytes(from: content)
            // The checksum of the new bundle is computed from the one that the index has of the frame.
            guard CRC32.checksum(bytes) == known.frame.crc32 else { throw ArchiveError.baseDiffers }
            return try encoder.encode(bytes).bytes
        }
        try await queue.write(.reused(reused), of: frame, at: index)
        // A frame of a large file has the checksum of its slice; small files were compared when the frame was chosen.
        let slices: [FileSlice] =
            if case .inFile = frame.placement, let slice = frame.slices.first {
                [FileSlice(entry: slice.entry, byteCount: slice.destination.count, crc32: known.frame.crc32)]
            } else {
                []
            }
        return FinishedFrame(frame: known.frame, slices: slices)
    }
}

/// The digests that are computed over all bytes, each for half a second of a core per gigabyte.
public enum BundleDigests: Sendable {
    /// The digests of the bundle and of the tar archive inside.
    case all
    /// The digest of the bundle.
    case object
    /// None, because the bytes of reused frames are not available.
    case none
}

/// The record of a written frame, with the slices of files in it.
private struct FinishedFrame: Sendable {
    let frame: FrameRecord
    let slices: [FileSlice]
}
