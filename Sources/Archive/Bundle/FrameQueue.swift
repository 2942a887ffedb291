internal import Assets
internal import Basics
internal import Hashing
internal import Synchronization

/// Restores the order of frames that many threads read and compress.
///
/// Three steps are ordered separately, so that a frame is written while the next one is hashed: the digests of files, the
/// digest of the tar archive, and the output.
final class FrameQueue: Sendable {
    private struct Output: ~Copyable {
        var hash = SHA256()
        var byteCount: Int64 = 0
    }

    private let contents: ContentDigests?
    private let digests: BundleDigests
    private let sink: @Sendable (BundleSlice) async throws -> Void
    private let contentTurn = Turnstile()
    private let tarTurn = Turnstile()
    private let tar = Mutex(SHA256())
    private let outputTurn = Turnstile()
    private let output = Mutex(Output())

    /// Creates a queue that expects the frame with index 0.
    ///
    /// - Parameters:
    ///   - contents: Computes the digests of files, where they are unknown.
    ///   - digests: The digests of all bytes to compute; none where frames are reused.
    ///   - sink: Receives the slices.
    init(
        contents: ContentDigests?,
        digests: BundleDigests,
        sink: @Sendable @escaping (BundleSlice) async throws -> Void
    ) {
        self.contents = contents
        self.digests = digests
        self.sink = sink
    }

    func begin() async throws {
        let header: BundleSlice.Content =
            digests == .none
            ? .reused(ReusedFrame(source: 0..<Int64(Gzip.header.count)) { Gzip.header })
            : .made(Gzip.header)
        try await write(header, .between)
    }

    func digest(_ bytes: [UInt8], of frame: FramePlan, at index: Int) async throws {
        if let contents { try await contentTurn.take(index) { contents.update(bytes, frame.slices) } }
        if digests == .all { try await tarTurn.take(index) { tar.withLock { $0.update(bytes.span.bytes) } } }
    }

    func write(_ content: BundleSlice.Content, of frame: FramePlan, at index: Int) async throws {
        try await outputTurn.take(index) { try await write(content, frame.placement) }
    }

    func end(_ trailer: [UInt8]) async throws {
        try await write(.made(trailer), .between)
    }

    func fail(_ error: any Error) {
        for turn in [contentTurn, tarTurn, outputTurn] { turn.fail(error) }
    }

    /// Returns the digest of the tar archive, if it is computed; called once, after the last frame.
    func finishTar() -> SHA256Digest? { digests == .all ? tar.withLock { $0.finish() } : nil }

    func finish(
        tree: HashedTree,
        tarSHA256: SHA256Digest?,
        frames: [FrameRecord],
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

    private func write(_ content: BundleSlice.Content, _ placement: FramePlan.Placement) async throws {
        output.withLock { output in
            if digests != .none, case .made(let bytes) = content { output.hash.update(bytes.span.bytes) }
            output.byteCount += Int64(content.byteCount)
        }
        try await sink(BundleSlice(content: content, placement: placement))
    }
}
