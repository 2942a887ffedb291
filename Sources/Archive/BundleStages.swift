internal import Basics
internal import Hashing
internal import Assets
internal import Synchronization

/// The steps that frames go through in their order.
final class BundleStages: Sendable {
    private struct Output: ~Copyable {
        var hash = SHA256()
        var byteCount: Int64 = 0
        var cutter: PartCutter
    }

    private let contents: ContentDigests?
    private let digests: BundleDigests
    private let sink: @Sendable (BundlePiece) async throws -> Void
    private let contentTurn = Turnstile()
    private let tarTurn = Turnstile()
    private let tar = Mutex(SHA256())
    private let outputTurn = Turnstile()
    private let output: Mutex<Output>

    /// Prepares the steps.
    ///
    /// - Parameters:
    ///   - entries: The tree's entries.
    ///   - contents: Takes the digests of files, where they are not known.
    ///   - digests: What to take of all bytes; none where frames are reused.
    ///   - sink: Takes the pieces.
    init(
        _ entries: [TreeEntry],
        contents: ContentDigests?,
        digests: BundleDigests,
        sink: @Sendable @escaping (BundlePiece) async throws -> Void
    ) {
        self.contents = contents
        self.digests = digests
        self.sink = sink
        output = Mutex(Output(cutter: PartCutter(entries)))
    }

    func begin() async throws {
        let header: BundlePiece.Content =
            digests == .none
            ? .reused(ReusedFrame(source: 0..<Int64(Gzip.header.count)) { Gzip.header })
            : .made(Gzip.header)
        try await write(header, .between)
    }

    func digest(_ bytes: [UInt8], of frame: TarLayout.Frame, at index: Int) async throws {
        if let contents { try await contentTurn.take(index) { contents.update(bytes, frame.parts) } }
        if digests == .all { try await tarTurn.take(index) { tar.withLock { $0.update(bytes.span.bytes) } } }
    }

    func write(_ content: BundlePiece.Content, of frame: TarLayout.Frame, at index: Int) async throws {
        try await outputTurn.take(index) { try await write(content, frame.place) }
    }

    func end(_ trailer: [UInt8]) async throws {
        try await write(.made(trailer), .between)
    }

    func fail(_ error: any Error) {
        for turn in [contentTurn, tarTurn, outputTurn] { turn.fail(error) }
    }

    /// Returns the digest of the tar archive, if it is taken; once, when all frames are done.
    func finishTar() -> SHA256Digest? { digests == .all ? tar.withLock { $0.finish() } : nil }

    func finish(
        tree: HashedTree,
        tarSHA256: SHA256Digest?,
        frames: [BundleFrame],
        encoder: FrameEncoder
    ) -> WrittenBundle {
        WrittenBundle(
            tree: tree,
            byteCount: output.withLock { $0.byteCount },
            sha256: digests == .none ? nil : output.withLock { $0.hash.finish() },
            tarSHA256: tarSHA256,
            frames: frames,
            encoder: encoder.identifier
        )
    }

    private func write(_ content: BundlePiece.Content, _ place: TarLayout.Frame.Place) async throws {
        let count = content.byteCount
        let cuts = output.withLock { output in
            if digests != .none, case .made(let bytes) = content { output.hash.update(bytes.span.bytes) }
            output.byteCount += Int64(count)
            return switch place {
            case .between: output.cutter.cut(between: count)
            case .inFile(let isFirst, let isLast):
                output.cutter.cut(inFile: count, isFirst: isFirst, isLast: isLast)
            }
        }
        try await sink(BundlePiece(content: content, cuts: cuts))
    }
}

/// Takes the digests of files whose bytes come one frame after another.
final class ContentDigests: Sendable {
    private struct State: ~Copyable {
        var hash = SHA256()
        var digests: [SHA256Digest?]
    }

    private let entries: [TreeEntry]
    private let state: Mutex<State>

    init(_ entries: [TreeEntry]) {
        self.entries = entries
        // An empty file has no bytes that would come.
        let empty = SHA256.hash("")
        state = Mutex(State(digests: entries.map { $0.isFile && $0.byteCount == 0 ? empty : nil }))
    }

    func update(_ bytes: [UInt8], _ parts: [ContentPart]) {
        state.withLock { state in
            for part in parts {
                state.hash.update(bytes.span.bytes.extracting(part.destination))
                let end = part.offset + Int64(part.destination.count)
                if end == entries[part.entry].byteCount { state.digests[part.entry] = state.hash.finish() }
            }
        }
    }

    /// The tree, when all bytes have come.
    func tree() -> HashedTree {
        let digests = state.withLock { $0.digests }
        return HashedTree(sorted: HashedTree.Entries(entries, digests: digests))
    }
}
