internal import Archive
internal import Basics
package import Hashing
package import Stores

/// Writes a stream of unknown size as one object: with one request if it is small, else in parts while it is produced.
package struct StreamUpload: Sendable {
    /// The object that was written.
    package struct Result<Summary: Sendable>: Sendable {
        package let summary: Summary
        package let multipart: ObjectParts?
        package let outcome: WriteOutcome
    }

    let key: String
    /// The division of the stream into parts.
    let layout: PartLayout
    /// An object of the store that may have parts of this one.
    let base: DeltaBase?
    let context: TransferContext

    /// Prepares an upload.
    ///
    /// - Parameters:
    ///   - key: The key of the object.
    ///   - layout: The division of the stream into parts.
    ///   - base: An object of the store that may have parts of this one.
    ///   - context: The store, and the services of the run.
    package init(key: String, layout: PartLayout, base: DeltaBase? = nil, context: TransferContext) {
        self.key = key
        self.layout = layout
        self.base = base
        self.context = context
    }

    /// Writes the stream.
    ///
    /// - Parameter produce: Writes all bytes to the queue, in their order and one call at a time, and returns their digest if
    ///   it is known. If it throws, no object is written. Called again where an unfinished upload has other parts.
    package func write<Summary: Sendable>(
        _ produce: @Sendable @escaping (_ queue: PartQueue) async throws -> (Summary, sha256: SHA256Digest?)
    ) async throws -> Result<Summary> {
        try await restartingMultipart(context.store.uri(of: key)) { resumes in
            try await write(resumes: resumes, produce)
        }
    }

    private func write<Summary: Sendable>(
        resumes: Bool,
        _ produce: @Sendable @escaping (_ queue: PartQueue) async throws -> (Summary, sha256: SHA256Digest?)
    ) async throws -> Result<Summary> {
        let queue = PartQueue(key: key, layout: layout, base: base, resumes: resumes, context: context)
        do {
            return try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await queue.sendParts() }
                let (summary, sha256, upload) = try await withThrowingTaskGroup(of: Void.self) { group in
                    if base != nil { group.addTask { try await queue.copyParts() } }
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
                    context.observer(.sent(bytes.count))
                    return Result(summary: summary, multipart: nil, outcome: outcome)
                }
                let outcome = try await upload.finish()
                return Result(summary: summary, multipart: queue.multipart, outcome: outcome)
            }
        } catch {
            await queue.end(after: error)
            throw error
        }
    }
}
