extension ImageManifest {
    /// The media types of manifests of one platform.
    static let mediaTypes: Set<MediaType> = [.dockerManifest, .ociManifest]

    /// Reads a manifest of one platform.
    ///
    /// - Parameters:
    ///   - bytes: The document, whose digest the caller compares.
    ///   - mediaType: The media type by which it was received; nil if it has to say so itself.
    ///   - image: The name of the image, for errors.
    public init(reading bytes: [UInt8], mediaType: MediaType?, image: String) throws(ImageManifestError) {
        let document = try ManifestDocument.read(bytes, of: image)
        let type = try document.type(given: mediaType, of: image)
        guard Self.mediaTypes.contains(type) else { throw ImageManifestError(image, .unknownType(type)) }
        guard let config = document.config, let layers = document.layers else {
            let missing = document.config == nil ? "config" : "layers"
            throw ImageManifestError(image, .invalid(problem: "'\(missing)' is missing"))
        }
        let configuration = try BlobDescriptor(config, of: image)
        var blobs: [BlobDescriptor] = []
        for layer in layers { blobs.append(try BlobDescriptor(layer, of: image)) }
        var sizes = [configuration.digest: configuration.byteCount]
        for blob in blobs
        where sizes.updateValue(blob.byteCount, forKey: blob.digest) ?? blob.byteCount != blob.byteCount {
            throw ImageManifestError(image, .invalid(problem: "\(blob.digest) has two sizes"))
        }
        self.init(mediaType: type, bytes: bytes, configuration: configuration, layers: blobs)
    }
}
