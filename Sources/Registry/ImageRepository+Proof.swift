extension ImageRepository {
    /// Returns the digest of the image that a tag names, or nil if there is none.
    ///
    /// The first request tells a digest, which proves nothing: the manifest is read by it and compared, unless the caller
    /// knows the digest from elsewhere.
    ///
    /// - Parameters:
    ///   - tag: The tag.
    ///   - known: The digest of an image that is known to be right: one request is enough if the tag names it.
    /// - Throws: `RegistryError.unsuitableImage` if SageMaker does not take what the tag names, and
    ///   `RegistryError.absentManifest` if the repository has nothing under the digest that it tells.
    public func imageDigest(ofTag tag: String, known: ImageDigest?) async throws -> ImageDigest? {
        guard let tagged = try await tagged(tag) else { return nil }
        return try await proven(tagged, tag: tag, known: known)
    }

    /// Returns the digest of what a tag is said to name, if it is an image that SageMaker takes.
    func proven(_ tagged: TaggedManifest, tag: String, known: ImageDigest?) async throws -> ImageDigest {
        try check(tagged.mediaType, tagged.digest)
        if tagged.digest == known { return tagged.digest }
        guard let manifest = try await manifest(.digest(tagged.digest), platform: .amd64) else {
            throw RegistryError.absentManifest(uri: uri(of: tagged.digest), tag: tag)
        }
        try check(manifest.mediaType, tagged.digest)
        return tagged.digest
    }

    /// Checks the media type of what a tag names; the document itself says it where the repository does not.
    private func check(_ type: MediaType?, _ digest: ImageDigest) throws(RegistryError) {
        // SageMaker, "Use Your Own Inference Code": images are of Docker's format, of one platform.
        guard let type, type != .dockerManifest else { return }
        throw .unsuitableImage(uri: uri(of: digest), mediaType: type.description)
    }
}
