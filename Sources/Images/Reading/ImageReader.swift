internal import Basics
internal import Hashing
package import Registry
package import SystemPackage

/// Reads the image that a builder has made, with every digest compared.
///
/// The image is turned into Docker schema 2, the only form that SageMaker takes: media types are rewritten, and layers that
/// are not compressed are compressed; the configuration and compressed layers keep their digests.
package struct ImageReader: Sendable {
    /// The size limit of indexes, manifests and configurations, which are read whole: what ECR takes as a manifest.
    static let documentByteLimit = 4 << 20

    /// The name of the image, for errors.
    let name: String
    /// The platform that the image must have.
    let platform: ImagePlatform
    /// An empty directory for layers.
    let directory: FilePath
    /// The number of threads.
    let width: Int

    /// Creates a reader.
    package init(name: String, platform: ImagePlatform, directory: FilePath, width: Int) {
        self.name = name
        self.platform = platform
        self.directory = directory
        self.width = width
    }

    /// The writer of layers that have to be compressed.
    var writer: LayerWriter { LayerWriter(image: name, directory: directory, width: width) }

    /// Joins the parts of an image.
    ///
    /// - Parameters:
    ///   - configuration: The bytes of the configuration.
    ///   - layers: The layers, the lowest first.
    /// - Throws: `ImageError` if the configuration is for another platform, or has other layers.
    func image(configuration bytes: [UInt8], layers: [LayerFile]) throws -> BuiltImage {
        let configuration = try ImageConfiguration(parsing: bytes)
        try configuration.check(platform)
        guard configuration.diffIDs.count == layers.count else {
            let reason = "its configuration has \(configuration.diffIDs.count) layers, its manifest \(layers.count)"
            throw ImageError.invalidImage(reason: reason)
        }
        for (layer, expected) in zip(layers, configuration.diffIDs) where (layer.diffID ?? expected) != expected {
            throw ImageError.invalidImage(reason: "the layer \(expected) does not match its digest")
        }
        let file = directory.appending("configuration")
        try PrivateFiles.write(bytes, to: file)
        let blob = BlobDescriptor(
            mediaType: .dockerConfiguration,
            digest: ImageDigest(SHA256.hash(bytes.span.bytes)),
            byteCount: Int64(bytes.count)
        )
        let manifest = ImageManifest.docker(configuration: blob, layers: layers.map(\.descriptor))
        let files = Dictionary(layers.map { ($0.digest, $0.path) }) { first, _ in first }
        return BuiltImage(
            manifest: manifest,
            files: files.merging([blob.digest: file]) { $1 }
        )
    }
}
