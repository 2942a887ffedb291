internal import Hashing
public import SystemPackage

/// A repository of images: one of a registry's, or an image layout directory.
///
/// Every implementation passes one contract suite. What is read is verified against its digest before it is returned.
public protocol ImageRepository: Sendable {
    /// The registry, which mounts blobs from one of its repositories to another; nil for a directory.
    var registryName: String? { get }

    /// Returns the URI of an image in this repository, `registry/repository@sha256:…`.
    func uri(of digest: ImageDigest) -> String

    /// Returns the manifest or index that a tag is said to name, without its document, or nil if there is none: one request.
    func tagged(_ tag: String) async throws -> TaggedManifest?

    /// Returns the manifest that a tag or a digest names, or nil if there is none.
    ///
    /// Of an index the manifest of the platform is returned.
    func manifest(_ reference: ManifestReference, platform: ImagePlatform) async throws -> ImageManifest?

    /// Returns an image in Docker schema 2, or nil if there is none.
    ///
    /// Its configuration can be read at once; its other blobs are files, or are downloaded when they are fetched.
    ///
    /// - Parameter directory: The directory for blobs that have to be downloaded; its owner removes it.
    func image(
        _ reference: ManifestReference,
        platform: ImagePlatform,
        downloadingTo directory: FilePath
    ) async throws -> (any ImageContent)?

    /// Whether the repository has a blob.
    func hasBlob(_ blob: BlobDescriptor) async throws -> Bool

    /// Returns bytes of a blob.
    func readBlob(_ blob: BlobDescriptor, range: Range<Int64>) async throws -> [UInt8]

    /// Sends an image: the blobs that are missing, then the manifest under a tag.
    ///
    /// - Parameters:
    ///   - image: The image.
    ///   - tag: The tag, which is not moved if it names another image already.
    ///   - source: Another repository that holds the image: of the same registry, the blobs are mounted from it, not sent.
    ///   - observer: Receives the steps of the push.
    /// - Returns: The digest that the tag names: another one's, if another publisher was first; its manifest was read then.
    /// - Throws: `RegistryError.unsuitableImage` if that is an image that SageMaker does not take.
    func push(
        _ image: any ImageContent,
        tag: String,
        mountingFrom source: (any ImageRepository)?,
        observer: @escaping PushObserver
    ) async throws -> ImageDigest
}

extension ImageRepository {
    /// Returns the digest of the manifest or index that a tag names, or nil if there is none: one request.
    public func digest(ofTag tag: String) async throws -> ImageDigest? { try await tagged(tag)?.digest }

    /// Returns an image whose layers are downloaded when they are fetched.
    public func image(
        _ reference: ManifestReference,
        platform: ImagePlatform,
        downloadingTo directory: FilePath
    ) async throws -> (any ImageContent)? {
        guard let manifest = try await manifest(reference, platform: platform) else { return nil }
        let converted = try manifest.convertedToDocker(image: uri(of: manifest.digest))
        return try await DownloadedImage(converted, from: self, downloadingTo: directory)
    }

    /// Reads a blob of any size in pieces, and verifies it at the end.
    ///
    /// - Parameters:
    ///   - blob: The blob.
    ///   - pieceSize: The size of every piece but the last one, in bytes.
    ///   - body: Receives the pieces in order; nothing is to be done with them that cannot be undone before this function
    ///     has returned.
    /// - Throws: `RegistryError` if the bytes do not have the blob's digest.
    public func readBlob(
        _ blob: BlobDescriptor,
        pieceSize: Int = 8 << 20,
        _ body: ([UInt8]) async throws -> Void
    ) async throws {
        var hash = SHA256()
        for start in stride(from: 0, to: blob.byteCount, by: pieceSize) {
            let piece = try await readBlob(blob, range: start..<min(start + Int64(pieceSize), blob.byteCount))
            hash.update(piece.span.bytes)
            try await body(piece)
        }
        let actual = ImageDigest(hash.finish())
        guard actual != blob.digest else { return }
        throw RegistryError.digestMismatch(
            item: uri(of: blob.digest),
            expected: blob.digest,
            actual: actual.description
        )
    }
}

/// The manifest or index that a tag names.
public struct TaggedManifest: Sendable, Hashable {
    /// The digest of the document.
    public let digest: ImageDigest
    /// The media type of the document; nil if the repository does not tell.
    public let mediaType: MediaType?

    /// Describes a manifest.
    public init(digest: ImageDigest, mediaType: MediaType?) {
        self.digest = digest
        self.mediaType = mediaType
    }
}

/// The name of a manifest in a repository.
public enum ManifestReference: Sendable, Hashable {
    /// A tag, which may be moved.
    case tag(String)
    /// The digest of the manifest.
    case digest(ImageDigest)
}

/// The operating system and the architecture of an image: `linux/amd64`.
public struct ImagePlatform: Sendable, Hashable, LosslessStringConvertible {
    /// The operating system, in Go's words: `linux`.
    public let os: String
    /// The architecture, in Go's words: `amd64`, `arm64`.
    public let architecture: String
    /// The variant of the architecture: `v8`; nil for none.
    public let variant: String?

    /// The platform of SageMaker's instances, but for those with Graviton processors.
    public static let amd64 = ImagePlatform(os: "linux", architecture: "amd64")

    /// Names a platform.
    public init(os: String, architecture: String, variant: String? = nil) {
        self.os = os
        self.architecture = architecture
        self.variant = variant
    }

    /// Reads `os/architecture` or `os/architecture/variant`; returns nil for any other text.
    public init?(_ description: String) {
        let parts = description.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard (2...3).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }) else { return nil }
        self.init(os: parts[0], architecture: parts[1], variant: parts.count == 3 ? parts[2] : nil)
    }

    /// The text that `docker build --platform` takes.
    public var description: String { ([os, architecture] + (variant.map { [$0] } ?? [])).joined(separator: "/") }
}

/// A step of a push.
public enum PushEvent: Sendable, Hashable {
    /// So many bytes of blobs are to be pushed.
    case willPush(Int)
    /// The repository had a blob of so many bytes.
    case found(Int)
    /// A blob of so many bytes was mounted from another repository.
    case mounted(Int)
    /// A blob of so many bytes was sent.
    case sent(Int)
}

/// Receives the steps of a push, on any thread.
public typealias PushObserver = @Sendable (PushEvent) -> Void
