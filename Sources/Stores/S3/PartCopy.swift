internal import Basics
internal import S3

/// Copies an object in parts, as S3 wants it of those above 5 GiB.
struct PartCopy: Sendable {
    /// How many parts are copied at a time: the server does the work.
    private static let width = 8

    let client: S3Client
    let source: String
    let etag: String?
    let byteCount: Int

    /// Copies the object.
    ///
    /// - Returns: How it ended, or nil if the source is gone or another one, or the server copies none.
    func run(partSize: Int, to key: String) async throws -> WriteOutcome? {
        // Unstructured, because a request that is dropped when the run is cancelled may have begun an upload whose name
        // nobody knows, and that nobody could abort.
        let upload = try await Task { [client] in try await client.createMultipartUpload(key) }.value
        do {
            let ranges = stride(from: 0, to: byteCount, by: partSize).map { $0..<min($0 + partSize, byteCount) }
            let parts = try await Array(ranges.enumerated()).boundedMap(width: Self.width) { index, range in
                let (client, number) = (client, index + 1)
                let part = try await client.copyPart(source, etag: etag, range: range, to: upload, number: number)
                guard let part else { throw NotCopied() }
                return part
            }
            let outcome = try await client.completeMultipartUpload(upload, parts: parts, onlyIfAbsent: true)
            // The parts are still there, and would be paid for.
            if outcome == .alreadyExists { await abort(upload) }
            return WriteOutcome(outcome)
        } catch is NotCopied {
            await abort(upload)
            return nil
        } catch {
            await abort(upload)
            throw error
        }
    }

    /// Gives the upload up, even if this task is cancelled.
    private func abort(_ upload: MultipartUpload) async {
        await Task { [client] in try? await client.abortMultipartUpload(upload) }.value
    }

    private struct NotCopied: Error {}
}
