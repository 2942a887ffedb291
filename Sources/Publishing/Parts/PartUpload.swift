internal import Stores
internal import Archive
internal import Basics
internal import Hashing
internal import Assets
internal import Staging

/// Writes a stream of unknown size as one object: at once if it is small, else in parts while it is made.
struct PartUpload: Sendable {
    /// What was written.
    struct Result<Summary: Sendable>: Sendable {
        let summary: Summary
        let multipart: BundleIndex.Multipart?
        let outcome: WriteOutcome
    }

    /// How many parts are copied at a time: the server does the work.
    private static let copyWidth = 16

    let store: any ObjectStore
    let key: String
    let progress: PublishProgress
    /// How many parts are hashed and sent at a time.
    var partsAtATime = 5
    /// An object of the store that may have parts of this one.
    var previous: PreviousObject?

    /// Writes what is produced.
    ///
    /// - Parameter produce: Gives all bytes to the sink, in their order and one call at a time, and returns with them all
    ///   their digest; nothing is put in its place if it throws.
    func write<Summary: Sendable>(
        _ produce: @Sendable @escaping (_ sink: PartSink) async throws -> (Summary, sha256: SHA256Digest?)
    ) async throws -> Result<Summary> {
        let sink = PartSink(store: store, key: key, previous: previous)
        do {
            return try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<max(1, partsAtATime) { group.addTask { try await sink.sendParts(progress) } }
                let (summary, sha256, upload) = try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<(previous == nil ? 0 : Self.copyWidth) {
                        group.addTask { try await sink.copyParts(progress) }
                    }
                    let (summary, sha256) = try await produce(sink)
                    let upload = try await sink.finish()
                    try await group.waitForAll()
                    return (summary, sha256, upload)
                }
                sink.finishSending()
                try await group.waitForAll()
                guard let upload else {
                    let bytes = try sink.bytes()
                    let digest = sha256 ?? SHA256.hash(bytes.span.bytes)
                    let outcome = try await store.put(bytes, to: key, sha256: digest)
                    progress.didSend(bytes.count)
                    return Result(summary: summary, multipart: nil, outcome: outcome)
                }
                let outcome = try await upload.finish()
                return Result(summary: summary, multipart: sink.multipart, outcome: outcome)
            }
        } catch {
            await sink.abort()
            throw error
        }
    }
}
