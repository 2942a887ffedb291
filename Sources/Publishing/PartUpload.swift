internal import Archive
internal import Basics
internal import Hashing
internal import Identity
internal import Staging

/// Writes a stream of unknown size as one object: at once if it is small, else in parts while it is made.
struct PartUpload: Sendable {
    /// What was written.
    struct Result<Summary: Sendable>: Sendable {
        let summary: Summary
        let multipart: BundleIndex.Multipart?
        let outcome: WriteOutcome
    }

    let store: any Store
    let key: String
    let partSize: Int
    let progress: PublishProgress
    /// How many parts are hashed and sent at a time.
    var partsAtATime = 5

    /// Fewer where parts are large, for the sake of memory.
    private var width: Int { max(1, min(partsAtATime, (64 << 20) / partSize)) }

    /// The size of a part that is sent at least: what is no larger is sent at once.
    static let smallestPartSize = 8 << 20

    /// The size of parts of a tree's object: a rule of the tree alone, so that the same asset has the same parts, and so
    /// the same checksum, in every store.
    ///
    /// S3 takes 10,000 parts; a tenth of them is left for long names and content that grows by compression.
    static func partSize(for tree: FileTree) -> Int {
        // A header and padding for every entry, as in the tar archive.
        partSize(byteCount: tree.entries.reduce(Int64(0)) { $0 + 1024 + $1.byteCount })
    }

    /// The size of the parts of an object.
    static func partSize(byteCount: Int64) -> Int {
        var size = smallestPartSize
        while byteCount / Int64(size) >= 9000 { size *= 2 }
        return size
    }

    /// Writes what is produced.
    ///
    /// - Parameter produce: Gives all bytes to the sink, in their order and one call at a time, and returns with them
    ///   all their digest; nothing is put in its place if it throws.
    func write<Summary: Sendable>(
        _ produce: @Sendable @escaping (_ sink: PartSink) async throws -> (Summary, sha256: SHA256Digest)
    ) async throws -> Result<Summary> {
        let sink = PartSink(store: store, key: key, partSize: partSize)
        do {
            return try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<width { group.addTask { try await sink.sendParts(progress) } }
                let (summary, sha256) = try await produce(sink)
                guard let upload = try await sink.finish() else {
                    let bytes = sink.takeRest()
                    let outcome = try await store.write(bytes, to: key, sha256: sha256)
                    progress.didSend(bytes.count)
                    return Result(summary: summary, multipart: nil, outcome: outcome)
                }
                try await group.waitForAll()
                let multipart = BundleIndex.Multipart(partSize: partSize, parts: sink.digests)
                let outcome = try await upload.complete()
                // The parts are still there, and would be paid for.
                if outcome == .exists { await upload.abort() }
                return Result(summary: summary, multipart: multipart, outcome: outcome)
            }
        } catch {
            await sink.abort()
            throw error
        }
    }
}
