/// The reference of a manifest to a blob: its media type, its digest and its size.
///
/// Source: "OCI Content Descriptors" in the OCI image specification, and "Image Manifest V 2, Schema 2" of Docker's
/// registry.
public struct BlobDescriptor: Sendable, Hashable {
    /// The media type of the blob.
    public let mediaType: MediaType
    /// The digest of the bytes.
    public let digest: ImageDigest
    /// The size in bytes.
    public let byteCount: Int64
    /// The URLs that a layer is to be downloaded from, which registries do not hold ("foreign layers"); empty as a rule.
    public let urls: [String]

    /// Describes a blob.
    public init(mediaType: MediaType, digest: ImageDigest, byteCount: Int64, urls: [String] = []) {
        self.mediaType = mediaType
        self.digest = digest
        self.byteCount = byteCount
        self.urls = urls
    }
}
