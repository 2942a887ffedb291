internal import Hashing
internal import HTTP

extension RegistryRepository {
    /// The most bytes that a response to a request for fewer may have: a server may ignore ranges.
    private static let unrangedLimit: Int64 = 64 << 20
    /// The most redirections of one read.
    private static let redirectionLimit = 5
    private static let redirections: Set = [301, 302, 303, 307, 308]

    /// Whether the repository has a blob.
    ///
    /// - Throws: `RegistryError` if it has one of another size under the digest.
    public func hasBlob(_ blob: BlobDescriptor) async throws -> Bool {
        try await hasBlob(blob, send: client.send)
    }

    func hasBlob(
        _ blob: BlobDescriptor,
        send: (RegistryOperation) async throws -> HTTPResponse
    ) async throws -> Bool {
        // A redirection leads to the bytes, which the registry has looked up.
        let response = try await send(blobOperation(.head, blob, acceptedStatuses: [404, 302, 303, 307]))
        guard response.status != 404 else { return false }
        guard response.status == 200 else { return true }
        try checkDigest(in: response, blob.digest, item: uri(of: blob.digest))
        if let size = response.headers["Content-Length"].flatMap({ Int64($0) }), size != blob.byteCount {
            let problem = "says that the blob has \(size) bytes, not \(blob.byteCount)"
            throw RegistryError.invalidResponse(item: uri(of: blob.digest), problem: problem, hint: nil)
        }
        return true
    }

    /// Returns bytes of a blob; a whole blob is verified.
    ///
    /// - Parameters:
    ///   - blob: The blob.
    ///   - range: The bytes, which the blob has.
    public func readBlob(_ blob: BlobDescriptor, range: Range<Int64>) async throws -> [UInt8] {
        precondition(range.lowerBound >= 0 && range.upperBound <= blob.byteCount, "a blob has no such bytes")
        let isWhole = range == 0..<blob.byteCount
        guard !range.isEmpty || isWhole else { return [] }
        var operation = blobOperation(.get, blob, acceptedStatuses: Self.redirections)
        if !isWhole { operation.headers["Range"] = "bytes=\(range.lowerBound)-\(range.upperBound - 1)" }
        operation.responseLimit = Int(
            isWhole ? range.upperBound : max(Int64(range.count), min(blob.byteCount, Self.unrangedLimit))
        )
        let toRead = operation
        // Redirections expire: each attempt begins at the registry.
        let response = try await client.retrier { attempt in
            try await followingRedirections(of: toRead, attempt: attempt)
        } classify: { error in
            RegistryClient.decision(on: error)
        } willRetry: { attempt, delay, error in
            client.logRetry(toRead, attempt, delay, error)
        }
        return try bytes(of: response, blob, range)
    }

    private func followingRedirections(
        of operation: RegistryOperation,
        attempt: Int
    ) async throws -> HTTPResponse {
        var operation = operation
        var response = try await client.sendOnce(operation, attempt: attempt)
        for _ in 0..<Self.redirectionLimit where Self.redirections.contains(response.status) {
            let base = try await client.url(of: operation)
            guard let location = response.headers["Location"], let url = HTTPURL(resolving: location, against: base),
                url.scheme == .https || base.scheme == .http && url.isLoopback
            else {
                let problem = "redirects to no URL that is reached over TLS"
                throw RegistryError.invalidResponse(item: operation.item, problem: problem, hint: nil)
            }
            operation = operation.redirected(to: url)
            response = try await client.sendOnce(operation, attempt: attempt)
        }
        guard !Self.redirections.contains(response.status) else {
            throw RegistryError.invalidResponse(item: operation.item, problem: "redirects in a circle", hint: nil)
        }
        return response
    }

    private func bytes(
        of response: HTTPResponse,
        _ blob: BlobDescriptor,
        _ range: Range<Int64>
    ) throws(RegistryError) -> [UInt8] {
        let count = response.body.count
        func invalid(_ problem: String) -> RegistryError {
            .invalidResponse(item: uri(of: blob.digest), problem: problem, hint: nil)
        }
        if response.status == 206 {
            guard range != 0..<blob.byteCount, count == range.count,
                response.headers["Content-Range"]?.hasPrefix("bytes \(range.lowerBound)-\(range.upperBound - 1)/")
                    ?? true
            else { throw invalid("has \(count) bytes of another range, not \(range.count)") }
            return response.body
        }
        guard Int64(count) == blob.byteCount else { throw invalid("has \(count) bytes, not \(blob.byteCount)") }
        let actual = ImageDigest(SHA256.hash(response.body.span.bytes))
        guard actual == blob.digest else {
            throw .digestMismatch(item: uri(of: blob.digest), expected: blob.digest, actual: actual.description)
        }
        return range.count == count
            ? response.body : Array(response.body[Int(range.lowerBound)..<Int(range.upperBound)])
    }

    private func blobOperation(
        _ method: HTTPMethod,
        _ blob: BlobDescriptor,
        acceptedStatuses: Set<Int>
    ) -> RegistryOperation {
        RegistryOperation(
            kind: method == .head ? .lookUp : .read,
            item: uri(of: blob.digest),
            method: method,
            resource: .path("blobs/\(blob.digest)"),
            scopes: RegistryScope.pull(name),
            acceptedStatuses: acceptedStatuses
        )
    }
}

extension RegistryOperation {
    /// The same request to where a response has redirected it.
    fileprivate func redirected(to url: HTTPURL) -> RegistryOperation {
        RegistryOperation(
            kind: kind,
            item: item,
            method: method,
            resource: .url(url),
            scopes: scopes,
            headers: headers,
            acceptedStatuses: acceptedStatuses,
            responseLimit: responseLimit
        )
    }
}
