internal import Hashing
internal import HTTP

extension RegistryRepository {
    /// The media types of manifests and indexes, without which registries respond with another form, or with 404.
    private static let accepted = [MediaType.dockerManifest, .ociManifest, .dockerManifestList, .ociIndex]
        .map(\.description).joined(separator: ", ")

    /// Returns the manifest or index that a tag names, or nil if there is none: one request.
    ///
    /// A registry that does not tell the digest is asked for the document instead.
    public func tagged(_ tag: String) async throws -> TaggedManifest? {
        let operation = try manifestOperation(.head, .tag(tag))
        let response: HTTPResponse
        do {
            response = try await client.send(operation)
        } catch RegistryError.errorResponse(let denial) where denial.status == 403 {
            return try await described(tag, denial)
        }
        guard response.status != 404 else { return nil }
        if let digest = response.headers["Docker-Content-Digest"].flatMap({ ImageDigest($0) }) {
            return TaggedManifest(digest: digest, mediaType: Self.mediaType(of: response))
        }
        return try await readManifest(.tag(tag)).map { TaggedManifest(digest: $0.digest, mediaType: $0.mediaType) }
    }

    /// Looks a tag up for credentials that must not read images.
    private func described(_ tag: String, _ denial: RegistryErrorResponse) async throws -> TaggedManifest? {
        guard let tagDescription else { throw RegistryError.errorResponse(denial) }
        do {
            return try await tagDescription(tag)
        } catch {
            try Task.checkCancellation()
            throw RegistryError.errorResponse(denial)
        }
    }

    /// Returns the manifest of a platform that a tag or a digest names, or nil if there is none.
    public func manifest(
        _ reference: ManifestReference,
        platform: ImagePlatform
    ) async throws -> ImageManifest? {
        guard let document = try await readManifest(reference) else { return nil }
        let uri = uri(of: reference)
        guard document.mediaType.map({ ImageIndex.mediaTypes.contains($0) }) ?? false else {
            return try ImageManifest(reading: document.bytes, mediaType: document.mediaType, image: uri)
        }
        let index = try ImageIndex(reading: document.bytes, mediaType: document.mediaType, image: uri)
        let entry = try index.manifest(for: platform, image: uri)
        guard let member = try await readManifest(.digest(entry.digest)), Int64(member.bytes.count) == entry.byteCount
        else {
            let problem = "the registry lacks the manifest \(entry.digest) of its index, or it has another size"
            throw ImageManifestError(uri, .invalid(problem: problem))
        }
        let image = self.uri(of: .digest(entry.digest))
        return try ImageManifest(reading: member.bytes, mediaType: entry.mediaType, image: image)
    }

    /// A document as it was received.
    private struct Received {
        let bytes: [UInt8]
        let digest: ImageDigest
        let mediaType: MediaType?
    }

    /// Reads a manifest or an index and compares its digest.
    private func readManifest(_ reference: ManifestReference) async throws -> Received? {
        let response = try await client.send(try manifestOperation(.get, reference))
        guard response.status != 404 else { return nil }
        let digest = ImageDigest(SHA256.hash(response.body.span.bytes))
        let told = response.headers["Docker-Content-Digest"].flatMap { ImageDigest($0) }
        let expected: ImageDigest? = if case .digest(let digest) = reference { digest } else { told }
        if let expected, expected != digest {
            throw RegistryError.digestMismatch(
                item: uri(of: reference),
                expected: expected,
                actual: digest.description
            )
        }
        return Received(bytes: response.body, digest: digest, mediaType: Self.mediaType(of: response))
    }

    /// Returns the media type of a document; a registry that serves files may know none.
    private static func mediaType(of response: HTTPResponse) -> MediaType? {
        guard let type = response.headers["Content-Type"]?.prefix(while: { $0 != ";" && $0 != " " }),
            !type.hasSuffix("/json"), !type.hasSuffix("/octet-stream"), !type.hasPrefix("text/")
        else { return nil }
        return MediaType(String(type))
    }

    private func manifestOperation(
        _ method: HTTPMethod,
        _ reference: ManifestReference
    ) throws(RegistryError) -> RegistryOperation {
        try check(reference)
        return RegistryOperation(
            kind: method == .head ? .lookUp : .read,
            item: uri(of: reference),
            method: method,
            resource: .path("manifests/\(reference.text)"),
            scopes: RegistryScope.pull(name),
            headers: ["Accept": Self.accepted],
            acceptedStatuses: [404],
            responseLimit: method == .head ? 0 : ManifestDocument.byteLimit
        )
    }

    /// Writes a manifest under a tag, and verifies that the registry has it.
    func putManifest(_ manifest: ImageManifest, tag: String) async throws {
        let digest = manifest.digest
        let operation = RegistryOperation(
            kind: .push,
            item: uri(of: .tag(tag)),
            method: .put,
            resource: .path("manifests/\(tag)"),
            scopes: RegistryScope.push(name),
            headers: ["Content-Type": manifest.mediaType.description],
            body: manifest.bytes
        )
        let response = try await client.send(operation)
        try checkDigest(in: response, digest, item: operation.item)
        guard response.headers["Docker-Content-Digest"] == nil else { return }
        let found = try await self.digest(ofTag: tag)
        guard found != digest else { return }
        let actual = found.map(\.description) ?? "(none)"
        throw RegistryError.digestMismatch(item: operation.item, expected: digest, actual: actual)
    }

    /// Compares the digest that a registry has computed of what it was sent, if it tells.
    func checkDigest(in response: HTTPResponse, _ expected: ImageDigest, item: String) throws(RegistryError) {
        guard let told = response.headers["Docker-Content-Digest"], told != expected.description else { return }
        throw .digestMismatch(item: item, expected: expected, actual: client.shown(told))
    }
}
