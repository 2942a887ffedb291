internal import AWS
internal import Hashing
internal import HTTP
internal import Synchronization

/// What a server that tells no checksums is known to do with the digests that requests are signed with.
enum DigestCheck: Sendable {
    /// Nobody has asked yet; it has taken so many objects.
    case unknown(takenCount: Int)
    /// Somebody is asking.
    case asked
    /// It refuses a body of another digest: what it takes is what was sent.
    case made
    /// It takes anything.
    case notMade
}

extension S3Client {
    /// How many objects are sent before it pays to ask: to read a few back takes no longer.
    private static let objectsBeforeAsking = 4

    /// Whether the server refuses bodies that are not what the request was signed with, as far as is known.
    var comparesDigests: Bool {
        if case .made = shared.digestCheck.withLock({ $0 }) { true } else { false }
    }

    /// Asks a server that tells no checksums, once, whether it compares bodies with the digests of their requests: the
    /// bytes that it has just taken are sent again, with a false digest.
    ///
    /// S3 refuses that as `XAmzContentSHA256Mismatch`, and so do those that follow it. A server that takes the request
    /// has then what it had before. Any other answer says nothing, and counts as if it did not compare.
    ///
    /// - Returns: Whether the server was asked.
    func askForDigestCheck(_ operation: S3Operation) async throws -> Bool {
        guard case .sha256(let digest) = operation.payload, shouldAsk(operation) else { return false }
        var question = operation
        question.payload = .sha256(SHA256.hash(digest.bytes.span.bytes))
        question.headers["x-amz-checksum-sha256"] = nil
        question.headers["If-None-Match"] = nil
        var finding = DigestCheck.notMade
        do {
            _ = try await perform(question)
        } catch S3Error.refused(let refusal) where refusal.code == "XAmzContentSHA256Mismatch" {
            finding = .made
        } catch {
            try Task.checkCancellation()
        }
        shared.digestCheck.withLock { $0 = finding }
        return true
    }

    /// Counts a body, and decides whether this is the one to ask with: only one is.
    private func shouldAsk(_ operation: S3Operation) -> Bool {
        shared.digestCheck.withLock { check in
            guard case .unknown(let takenCount) = check else { return false }
            guard operation.name == "UploadPart" || takenCount + 1 >= Self.objectsBeforeAsking else {
                check = .unknown(takenCount: takenCount + 1)
                return false
            }
            check = .asked
            return true
        }
    }
}
