internal import Archive
internal import Assets
internal import Basics
internal import Hashing
internal import Staging
internal import Stores

/// Writes a stream of unknown size as one object: at once if it is small, else in parts while it is made.
struct StreamUpload: Sendable {
    /// The object that was written.
    struct Result<Summary: Sendable>: Sendable {
        let summary: Summary
        let multipart: BundleIndex.Multipart?
        let outcome: WriteOutcome
    }

    let key: String
    /// An object of the store that may have parts of this one.
    let base: DeltaBase?
    let context: PublicationContext

    /// Writes what is produced.
    ///
    /// - Parameter produce: Gives all bytes to the queue, in their order and one call at a time, and returns with them all
    ///   their digest; nothing is put in its place if it throws.
    func write<Summary: Sendable>(
        _ produce: @Sendable @escaping (_ queue: PartQueue) async throws -> (Summary, sha256: SHA256Digest?)
    ) async throws -> Result<Summary> {
        let queue = PartQueue(key: key, base: base, context: context)
        do {
            return try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<TransferScheduler.partsPerObject { group.addTask { try await queue.sendParts() } }
                let (summary, sha256, upload) = try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<(base == nil ? 0 : TransferScheduler.copiesPerObject) {
                        group.addTask { try await queue.copyParts() }
                    }
                    let (summary, sha256) = try await produce(queue)
                    let upload = try await queue.finish()
                    try await group.waitForAll()
                    return (summary, sha256, upload)
                }
                queue.finishSending()
                try await group.waitForAll()
                guard let upload else {
                    let bytes = try queue.bytes()
                    let digest = sha256 ?? SHA256.hash(bytes.span.bytes)
                    let outcome = try await context.store.put(bytes, to: key, sha256: digest)
                    context.progress.didSend(bytes.count)
                    return Result(summary: summary, multipart: nil, outcome: outcome)
                }
                let outcome = try await upload.finish()
                return Result(summary: summary, multipart: queue.multipart, outcome: outcome)
            }
        } catch {
            await queue.abort()
            throw error
        }
    }
}
