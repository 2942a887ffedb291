internal import Hashing

/// A manifest of one platform with its exact bytes, which its digest is computed from.
public struct ImageManifest: Sendable, Hashable {
    /// The media type: Docker schema 2, or OCI.
    public let mediaType: MediaType
    /// The document, byte for byte.
    public let bytes: [UInt8]
    /// The configuration of the image.
    public let configuration: BlobDescriptor
    /// The layers, the lowest first.
    public let layers: [BlobDescriptor]

    /// The digest of the document.
    public var digest: ImageDigest { ImageDigest(SHA256.hash(bytes.span.bytes)) }

    /// All blobs that the image needs: the configuration and the layers, each once.
    public var blobs: [BlobDescriptor] {
        var seen: Set<ImageDigest> = []
        return ([configuration] + layers).filter { seen.insert($0.digest).inserted }
    }

    /// Joins a document and what it says; the caller has read one from the other.
    init(mediaType: MediaType, bytes: [UInt8], configuration: BlobDescriptor, layers: [BlobDescriptor]) {
        self.mediaType = mediaType
        self.bytes = bytes
        self.configuration = configuration
        self.layers = layers
    }
}
