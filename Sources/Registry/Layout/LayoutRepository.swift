internal import Basics
internal import Hashing
public import SystemPackage

/// An OCI image layout directory as a repository: a local store's images, which skopeo, podman and buildah read as
/// `oci:DIRECTORY:TAG`, and `docker load` as `tar -C DIRECTORY -c .` writes it.
///
/// A manifest of Docker schema 2 is kept as it is, since its digest is what references name. Those programs find only
/// manifests of OCI's types by a tag, so that a second manifest, of the same configuration and layers, has the tag too.
///
/// Its methods block: run them on a `BlockingExecutor`.
public struct LayoutRepository: ImageRepository {
    /// The text before the digest in URIs.
    public let name: String
    let directory: LayoutDirectory

    /// Names a directory, which need not exist.
    ///
    /// - Parameters:
    ///   - directory: The path of the image layout.
    ///   - name: The text that URIs name it by, such as its path relative to the references file.
    public init(_ directory: FilePath, name: String) {
        self.directory = LayoutDirectory(directory)
        self.name = name
    }

    /// Nil: a directory has one repository.
    public var registryName: String? { nil }

    /// Returns `name@sha256:…`.
    public func uri(of digest: ImageDigest) -> String { "\(name)@\(digest)" }

    /// Returns the manifest or index that a tag names; nil also if its file is missing.
    public func tagged(_ tag: String) async throws -> TaggedManifest? {
        try entry(ofTag: tag).map { TaggedManifest(digest: $0.digest, mediaType: $0.mediaType) }
    }

    /// Returns the manifest of a platform that a tag or a digest names, or nil if there is none.
    public func manifest(
        _ reference: ManifestReference,
        platform: ImagePlatform
    ) async throws -> ImageManifest? {
        let digest: ImageDigest
        let type: MediaType?
        switch reference {
        case .tag(let tag):
            guard let entry = try entry(ofTag: tag) else { return nil }
            (digest, type) = (entry.digest, entry.mediaType)
        case .digest(let wanted): (digest, type) = (wanted, try LayoutIndex(directory).mediaType(of: wanted))
        }
        guard let bytes = try readManifest(digest) else { return nil }
        let uri = uri(of: digest)
        let document = try ManifestDocument.read(bytes, of: uri)
        guard ImageIndex.mediaTypes.contains(try document.type(given: type, of: uri)) else {
            return try ImageManifest(reading: bytes, mediaType: type, image: uri)
        }
        let index = try ImageIndex(reading: bytes, mediaType: type, image: uri)
        let member = try index.manifest(for: platform, image: uri)
        guard let memberBytes = try readManifest(member.digest) else {
            throw ImageManifestError(uri, .invalid(problem: "the layout lacks \(member.digest) of its index"))
        }
        return try ImageManifest(
            reading: memberBytes,
            mediaType: member.mediaType,
            image: self.uri(of: member.digest)
        )
    }

    /// Returns the image of a platform in Docker schema 2, to be pushed elsewhere; nil if there is none.
    public func image(_ reference: ManifestReference, platform: ImagePlatform) async throws -> LayoutImage? {
        guard let manifest = try await manifest(reference, platform: platform) else { return nil }
        let converted = try manifest.convertedToDocker(image: uri(of: manifest.digest))
        return LayoutImage(converted, in: directory.path)
    }

    /// Returns the image of a platform, whose blobs are the repository's own files; nil if there is none.
    public func image(
        _ reference: ManifestReference,
        platform: ImagePlatform,
        downloadingTo directory: FilePath
    ) async throws -> (any ImageContent)? {
        try await image(reference, platform: platform)
    }

    /// Whether the directory has a file of the blob's digest and size.
    public func hasBlob(_ blob: BlobDescriptor) async throws -> Bool {
        try directory.byteCount(of: blob.digest) == blob.byteCount
    }

    /// Returns bytes of a blob; a whole blob is verified.
    public func readBlob(_ blob: BlobDescriptor, range: Range<Int64>) async throws -> [UInt8] {
        precondition(range.lowerBound >= 0 && range.upperBound <= blob.byteCount, "a blob has no such bytes")
        let file = try FileBytes(directory.blob(blob.digest))
        guard Int64(file.byteCount) == blob.byteCount else {
            let problem = "it has \(file.byteCount) bytes, not \(blob.byteCount)"
            throw RegistryError.damagedBlob(blob.digest, problem: problem)
        }
        let bytes = try [UInt8](unsafeUninitializedCapacity: range.count) { buffer, count in
            try file.read(
                at: Int(range.lowerBound),
                into: UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[..<range.count])
            )
            count = range.count
        }
        if range == 0..<blob.byteCount { try check(bytes, blob.digest) }
        return bytes
    }

    private func entry(ofTag tag: String) throws -> LayoutIndex.Entry? {
        try LayoutIndex(directory).entries(ofTag: tag).first { try directory.byteCount(of: $0.digest) != nil }
    }

    private func readManifest(_ digest: ImageDigest) throws -> [UInt8]? {
        let path = directory.blob(digest)
        guard let bytes = try SmallFile.readBytes(path, limit: ManifestDocument.byteLimit) else { return nil }
        try check(bytes, digest)
        return bytes
    }

    private func check(_ bytes: [UInt8], _ digest: ImageDigest) throws(RegistryError) {
        let actual = ImageDigest(SHA256.hash(bytes.span.bytes))
        guard actual != digest else { return }
        throw .digestMismatch(item: uri(of: digest), expected: digest, actual: actual.description)
    }
}

// MARK: Writing

extension LayoutRepository {
    /// Writes an image: the blobs that are missing, then the manifest and its tag.
    ///
    /// Publishers may write at once: each file appears whole, and the first one to name an image by a tag wins.
    ///
    /// - Parameter source: Ignored: a directory has one repository.
    public func push(
        _ image: any ImageContent,
        tag: String,
        mountingFrom source: (any ImageRepository)?,
        observer: @escaping PushObserver
    ) async throws -> ImageDigest {
        guard RegistryName.isTag(tag) else { throw RegistryError.invalidName(tag, kind: "a tag") }
        if let found = try await imageDigest(ofTag: tag, known: image.manifest.digest) { return found }
        let blobs = image.manifest.blobs
        observer(.willPush(blobs.reduce(0) { $0 + Int($1.byteCount) }))
        try directory.create()
        try TemporaryFile.sweep(directory.blobs)
        for blob in blobs {
            try Task.checkCancellation()
            if try await hasBlob(blob) {
                observer(.found(Int(blob.byteCount)))
            } else {
                try await image.fetch(blob)
                try directory.write(try VerifiedBlob(try image.blob(blob), blob), blob.digest)
                observer(.sent(Int(blob.byteCount)))
            }
        }
        let manifests = image.manifest.formsInLayout
        for manifest in manifests { try directory.write(manifest.bytes, manifest.digest) }
        let winner = try await directory.withLock { () -> LayoutIndex.Entry? in
            if let winner = try entry(ofTag: tag) { return winner }
            var list = try LayoutImageList(directory)
            list.tag(image.manifest, tag)
            try list.write(to: directory)
            var index = try LayoutIndex(directory)
            index.tag(manifests, tag)
            try index.write(to: directory)
            return nil
        }
        guard let winner else { return image.manifest.digest }
        let tagged = TaggedManifest(digest: winner.digest, mediaType: winner.mediaType)
        return try await proven(tagged, tag: tag, known: image.manifest.digest)
    }
}

extension ImageManifest {
    /// The manifest, and one in OCI's media types by which programs find the image in a layout.
    fileprivate var formsInLayout: [ImageManifest] {
        mediaType == .dockerManifest ? [self, convertedToOCI] : [self]
    }
}
