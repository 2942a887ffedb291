extension ImageManifest {
    /// Creates a manifest of Docker schema 2; equal images have equal bytes.
    ///
    /// - Parameters:
    ///   - configuration: The configuration of the image.
    ///   - layers: The layers, the lowest first.
    public static func docker(configuration: BlobDescriptor, layers: [BlobDescriptor]) -> ImageManifest {
        ImageManifest(.dockerManifest, configuration: configuration, layers: layers)
    }

    /// Returns the same image with a manifest of Docker schema 2, the only one that SageMaker accepts.
    ///
    /// Only the manifest changes: both specifications have the same configurations and layers under other media types.
    /// Annotations are dropped, which Docker schema 2 does not have.
    ///
    /// Source: "Compatibility Matrix" in the OCI image specification.
    ///
    /// - Parameter image: The name of the image, for errors.
    public func convertedToDocker(image: String) throws(ImageManifestError) -> ImageManifest {
        var converted: [BlobDescriptor] = []
        for layer in layers { converted.append(layer.with(try dockerType(of: layer, image: image))) }
        switch configuration.mediaType {
        case .dockerConfiguration, .ociConfiguration: break
        case let type: throw ImageManifestError(image, .unknownType(type))
        }
        let isDocker = mediaType == .dockerManifest && configuration.mediaType == .dockerConfiguration
        guard !isDocker || converted != layers else { return self }
        return .docker(configuration: configuration.with(.dockerConfiguration), layers: converted)
    }

    private func dockerType(of layer: BlobDescriptor, image: String) throws(ImageManifestError) -> MediaType {
        let problem: ImageManifestError.LayerProblem
        switch layer.mediaType {
        case _ where !layer.urls.isEmpty: problem = .foreign
        case .dockerLayer, .ociGzipLayer: return .dockerLayer
        case .ociZstdLayer: problem = .zstd
        case .ociLayer: problem = .uncompressed
        case let type where type.isForeign: problem = .foreign
        default: problem = .unknown
        }
        throw ImageManifestError(image, .layer(layer.mediaType, problem))
    }
}

extension MediaType {
    /// Whether it is that of layers whose distribution is restricted, OCI's or Docker's.
    fileprivate var isForeign: Bool {
        description.hasPrefix("application/vnd.oci.image.layer.nondistributable.") || self == .dockerForeignLayer
    }
}
