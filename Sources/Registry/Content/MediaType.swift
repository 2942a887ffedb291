/// A media type of manifests, configurations and layers.
///
/// A type of its own, not an enumeration: registries hold content of many other types.
public struct MediaType: Sendable, Hashable, CustomStringConvertible {
    /// The text: `application/vnd.docker.distribution.manifest.v2+json`.
    public let description: String

    /// Names a media type.
    public init(_ description: String) {
        self.description = description
    }

    /// A manifest of one platform, Docker schema 2: the only one that SageMaker accepts.
    public static let dockerManifest = MediaType("application/vnd.docker.distribution.manifest.v2+json")
    /// The manifests of several platforms, Docker schema 2.
    public static let dockerManifestList = MediaType("application/vnd.docker.distribution.manifest.list.v2+json")
    /// The configuration of an image, Docker schema 2.
    public static let dockerConfiguration = MediaType("application/vnd.docker.container.image.v1+json")
    /// A layer, Docker schema 2: a tar archive compressed with gzip.
    public static let dockerLayer = MediaType("application/vnd.docker.image.rootfs.diff.tar.gzip")
    /// A layer that is downloaded from elsewhere, Docker schema 2.
    public static let dockerForeignLayer = MediaType("application/vnd.docker.image.rootfs.foreign.diff.tar.gzip")

    /// A manifest of one platform, OCI.
    public static let ociManifest = MediaType("application/vnd.oci.image.manifest.v1+json")
    /// The manifests of several platforms, OCI.
    public static let ociIndex = MediaType("application/vnd.oci.image.index.v1+json")
    /// The configuration of an image, OCI.
    public static let ociConfiguration = MediaType("application/vnd.oci.image.config.v1+json")
    /// A layer, OCI: a tar archive.
    public static let ociLayer = MediaType("application/vnd.oci.image.layer.v1.tar")
    /// A layer, OCI: a tar archive compressed with gzip.
    public static let ociGzipLayer = MediaType("application/vnd.oci.image.layer.v1.tar+gzip")
    /// A layer, OCI: a tar archive compressed with zstd.
    public static let ociZstdLayer = MediaType("application/vnd.oci.image.layer.v1.tar+zstd")
}
