internal import Basics
internal import HTTP

extension RegistryRepository {
    /// Sends an image: the blobs that are missing, the largest first and several at a time, then the manifest.
    ///
    /// A tag that names an image already is left alone, and its digest returned, once it is proven.
    public func push(
        _ image: any ImageContent,
        tag: String,
        mountingFrom source: (any ImageRepository)?,
        observer: @escaping PushObserver
    ) async throws -> ImageDigest {
        if let found = try await imageDigest(ofTag: tag, known: image.manifest.digest) { return found }
        let blobs = image.manifest.blobs.sorted { $0.byteCount > $1.byteCount }
        observer(.willPush(blobs.reduce(0) { $0 + Int($1.byteCount) }))
        try await pushBlobs(blobs, of: image, mountingFrom: mountName(of: source), observer: observer)
        // Sending takes a while, in which another publisher may have been first.
        if let found = try await imageDigest(ofTag: tag, known: image.manifest.digest) { return found }
        do {
            return try await tagManifest(image.manifest, tag: tag)
        } catch RegistryError.errorResponse(let response) where response.lacksBlobs {
            // Blobs that were found may have been deleted since, or were not for this repository.
            try await pushBlobs(blobs, of: image, mountingFrom: nil, isMissing: true) { _ in }
            return try await tagManifest(image.manifest, tag: tag)
        }
    }

    /// Returns the name of a repository that this one's registry can mount blobs from; nil for one elsewhere.
    private func mountName(of source: (any ImageRepository)?) -> String? {
        guard let source = source as? RegistryRepository, source.registry == registry, source.name != name else {
            return nil
        }
        return source.name
    }

    private func pushBlobs(
        _ blobs: [BlobDescriptor],
        of image: any ImageContent,
        mountingFrom source: String?,
        isMissing: Bool = false,
        observer: @escaping PushObserver
    ) async throws {
        _ = try await blobs.boundedMap(width: client.configuration.pushWidth) { blob in
            let upload = BlobUpload(repository: self, blob: blob, image: image, source: source)
            observer(try await upload.run(isMissing: isMissing))
        }
    }

    /// Writes the manifest under its tag, unless the tag turns out to name another image already.
    private func tagManifest(_ manifest: ImageManifest, tag: String) async throws -> ImageDigest {
        do {
            try await putManifest(manifest, tag: tag)
            return manifest.digest
        } catch RegistryError.errorResponse(let response) where [400, 409, 412].contains(response.status) {
            // Where tags are immutable, the publisher who was first has won.
            guard !response.lacksBlobs, let winner = try await imageDigest(ofTag: tag, known: manifest.digest) else {
                throw RegistryError.errorResponse(response)
            }
            return winner
        }
    }
}
