internal import AWS
internal import Hashing
internal import HTTP
internal import Objects
internal import Synchronization

/// Whether a server that returns no checksums verifies the digests that requests are signed with.
enum DigestVerification: Sendable {
    /// Not tested yet; the server has accepted the given number of bodies.
    case unknown(bodyCount: Int)
    /// A test is running.
    case testing
    /// The server rejects a body with another digest: it has stored the bytes that were sent.
    case verifies
    /// The server accepts any body.
    case doesNotVerify
}

extension S3Client {
    /// Whether the server is known to reject bodies whose digest is not the signed one.
    var verifiesDigests: Bool {
        if case .verifies = capabilities.digestVerification.withLock({ $0 }) { true } else { false }
    }

    /// Tests, once, whether a server that returns no checksums compares bodies with the digests of their requests: the
    /// bytes that it has just accepted are sent again, with a false digest.
    ///
    /// S3 and servers that follow it reject that as `XAmzContentSHA256Mismatch`. A server that accepts the request stores
    /// the same bytes again. Any other response is inconclusive and treated as "does not verify".
    ///
    /// - Returns: Whether the request was sent.
    func testDigestVerification(with operation: S3Operation) async throws -> Bool {
        guard case .sha256(let digest) = operation.payload, beginsTest(with: operation.name) else { return false }
        var falsified = operation
        falsified.payload = .sha256(SHA256.hash(digest.bytes.span.bytes))
        falsified.headers[configuration.checksumAlgorithm.header] = nil
        falsified.headers["If-None-Match"] = nil
        var result = DigestVerification.doesNotVerify
        do {
            _ = try await perform(falsified)
        } catch S3Error.errorResponse(let response) where response.code == "XAmzContentSHA256Mismatch" {
            result = .verifies
        } catch {
            try Task.checkCancellation()
        }
        capabilities.digestVerification.withLock { $0 = result }
        return true
    }

    /// Counts a body, and returns true for the one to test with.
    private func beginsTest(with name: S3Operation.Name) -> Bool {
        capabilities.digestVerification.withLock { state in
            guard case .unknown(let bodyCount) = state else { return false }
            guard bodyCount + 1 >= name.bodiesBeforeDigestTest else {
                state = .unknown(bodyCount: bodyCount + 1)
                return false
            }
            state = .testing
            return true
        }
    }
}
