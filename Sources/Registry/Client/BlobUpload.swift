internal import Basics
internal import HTTP

/// The push of one blob to a repository.
///
/// The bytes go in one request: ECR keeps those of the first of several only. What fails is begun again as a whole, after
/// a look whether the registry has the blob by now: its response may have been lost.
///
/// Source: "Pushing a blob monolithically" and "Mounting a blob from another repository" in the OCI distribution
/// specification.
struct BlobUpload: Sendable {
    /// The most attempts where the registry has lost the upload, or received other bytes than were sent.
    private static let brokenLimit = 3

    let repository: RegistryRepository
    let blob: BlobDescriptor
    let image: any ImageContent
    /// Another repository of the registry that may have the blob; nil for none.
    let source: String?

    private var client: RegistryClient { repository.client }
    private var item: String { repository.uri(of: blob.digest) }

    /// Pushes the blob unless the repository has it.
    ///
    /// - Parameter isMissing: Whether the registry has said that it lacks the blob.
    func run(isMissing: Bool) async throws -> PushEvent {
        await repository.turns.begin(blob.digest)
        defer { repository.turns.end(blob.digest) }
        if !isMissing, try await repository.hasBlob(blob) { return .found(Int(blob.byteCount)) }
        // What is to be downloaded first, and cannot be mounted, keeps no upload waiting.
        if source == nil { try await image.fetch(blob) }
        var brokenCount = 0
        let start = beginOperation(mounting: nil)
        return try await client.retrier { attempt in
            if attempt > 1 {
                let isThere = try await repository.hasBlob(blob) { try await client.sendOnce($0, attempt: attempt) }
                if isThere { return .sent(Int(blob.byteCount)) }
            }
            return try await send(attempt: attempt)
        } classify: { error in
            if case RegistryError.errorResponse(let response) = error, response.concernsUpload {
                brokenCount += 1
                return brokenCount < Self.brokenLimit ? .backOff(.serverError, retryAfter: nil) : .reject
            }
            return RegistryClient.decision(on: error)
        } willRetry: { attempt, delay, error in
            client.logRetry(start, attempt, delay, error)
        }
    }

    private func send(attempt: Int) async throws -> PushEvent {
        let base = try await client.url(of: beginOperation(mounting: nil))
        guard let response = try await begin(attempt: attempt) else { return .mounted(Int(blob.byteCount)) }
        guard let location = response.headers["Location"], let url = HTTPURL(resolving: location, against: base) else {
            throw RegistryError.invalidResponse(item: item, problem: "has no URL to upload to", hint: nil)
        }
        // Neither a password nor an image goes to a host that the user has not named.
        guard url.hasSameOrigin(as: base) else {
            throw RegistryError.invalidResponse(
                item: item,
                problem: "names another server to upload to: '\(client.shown(url.withoutQuery.text))'",
                hint: "if a proxy stands before the registry, have it pass on 'Host' and 'X-Forwarded-Proto'"
            )
        }
        try await image.fetch(blob)
        let bytes = try VerifiedBlob(try image.blob(blob), blob)
        let finish = RegistryOperation(
            kind: .push,
            item: item,
            method: .put,
            resource: .url(url.appending([.init("digest", blob.digest.description)])),
            scopes: RegistryScope.push(repository.name),
            headers: ["Content-Type": "application/octet-stream"],
            body: bytes
        )
        let stored = try await client.sendOnce(finish, attempt: attempt)
        try repository.checkDigest(in: stored, blob.digest, item: item)
        return .sent(Int(blob.byteCount))
    }

    /// Starts an upload; returns nil if the registry has mounted the blob instead.
    private func begin(attempt: Int) async throws -> HTTPResponse? {
        if attempt == 1, let source {
            do {
                let response = try await client.sendOnce(beginOperation(mounting: source), attempt: attempt)
                if response.status == 201 {
                    try repository.checkDigest(in: response, blob.digest, item: item)
                    return nil
                }
                if response.status == 202 { return response }
            } catch RegistryError.errorResponse(let error) where !error.isTransient {
                // Registries without mounts, or without access to the other repository, take an upload all the same.
            }
        }
        return try await client.sendOnce(beginOperation(mounting: nil), attempt: attempt)
    }

    private func beginOperation(mounting source: String?) -> RegistryOperation {
        let query = source.map { [HTTPURL.QueryItem("mount", blob.digest.description), .init("from", $0)] } ?? []
        return RegistryOperation(
            kind: .push,
            item: item,
            method: .post,
            resource: .path("blobs/uploads/", query: query),
            scopes: RegistryScope.push(repository.name).union(source.map(RegistryScope.pull) ?? [])
        )
    }
}
