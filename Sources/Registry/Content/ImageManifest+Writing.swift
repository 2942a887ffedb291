internal import Basics

extension ImageManifest {
    /// The same image with a manifest in OCI's media types.
    ///
    /// Source: "Compatibility Matrix" in the OCI image specification.
    var convertedToOCI: ImageManifest {
        let configuration = configuration.with(.ociConfiguration)
        let layers = layers.map { $0.mediaType == .dockerLayer ? $0.with(.ociGzipLayer) : $0 }
        return ImageManifest(.ociManifest, configuration: configuration, layers: layers)
    }

    /// Writes a manifest; equal images have equal bytes.
    init(_ type: MediaType, configuration: BlobDescriptor, layers: [BlobDescriptor]) {
        let document: JSON = [
            "schemaVersion": 2,
            "mediaType": .string(type.description),
            "config": configuration.json,
            "layers": .array(layers.map(\.json)),
        ]
        self.init(
            mediaType: type,
            bytes: Array(document.indented.utf8),
            configuration: configuration,
            layers: layers
        )
    }
}

extension BlobDescriptor {
    /// The same blob by another media type.
    func with(_ type: MediaType) -> BlobDescriptor {
        BlobDescriptor(mediaType: type, digest: digest, byteCount: byteCount, urls: urls)
    }

    /// The descriptor as manifests have it.
    fileprivate var json: JSON {
        .object(compacting: [
            "mediaType": .string(mediaType.description),
            "digest": .string(digest.description),
            "size": .integer(Int(byteCount)),
            "urls": urls.isEmpty ? nil : .array(urls.map { .string($0) }),
        ])
    }
}
