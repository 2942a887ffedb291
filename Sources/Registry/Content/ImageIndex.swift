/// The manifests of an image for several platforms: an OCI index, or a manifest list of Docker schema 2.
public struct ImageIndex: Sendable, Hashable {
    /// A manifest with the platform that its image is for.
    public struct Entry: Sendable, Hashable {
        /// The manifest.
        public let manifest: BlobDescriptor
        /// The platform; nil if the index does not say.
        public let platform: ImagePlatform?
        /// The annotations.
        public let annotations: [String: String]
    }

    /// The media types of indexes.
    static let mediaTypes: Set<MediaType> = [.dockerManifestList, .ociIndex]

    /// The manifests in order.
    public let entries: [Entry]

    /// Reads an index.
    ///
    /// - Parameters:
    ///   - bytes: The document, whose digest the caller compares.
    ///   - mediaType: The media type by which it was received; nil if it has to say so itself.
    ///   - image: The name of the image, for errors.
    public init(reading bytes: [UInt8], mediaType: MediaType?, image: String) throws(ImageManifestError) {
        let document = try ManifestDocument.read(bytes, of: image)
        let type = try document.type(given: mediaType, of: image)
        guard Self.mediaTypes.contains(type) else { throw ImageManifestError(image, .unknownType(type)) }
        guard let manifests = document.manifests else {
            throw ImageManifestError(image, .invalid(problem: "'manifests' is missing"))
        }
        var entries: [Entry] = []
        for manifest in manifests {
            let platform = manifest.platform.map {
                ImagePlatform(os: $0.os, architecture: $0.architecture, variant: $0.variant)
            }
            let descriptor = try BlobDescriptor(manifest, of: image)
            entries.append(
                Entry(manifest: descriptor, platform: platform, annotations: manifest.annotations ?? [:])
            )
        }
        self.entries = entries
    }

    /// Returns the manifest of the image for a platform.
    ///
    /// - Parameter image: The name of the image, for errors.
    public func manifest(for platform: ImagePlatform, image: String) throws(ImageManifestError) -> BlobDescriptor {
        let images = entries.filter { ImageManifest.mediaTypes.contains($0.manifest.mediaType) }
        if let entry = images.first(where: { $0.platform?.runs(on: platform) ?? false }) { return entry.manifest }
        // An index of one image that does not name a platform is what some builders make.
        if images.count == 1, images[0].platform == nil { return images[0].manifest }
        let available = images.compactMap { $0.platform?.description }.filter { !$0.hasPrefix("unknown/") }
        throw ImageManifestError(image, .noPlatform(platform, available: available))
    }
}

extension ImagePlatform {
    /// Whether an image for this platform is one for another; a variant matters only if that one names it.
    func runs(on other: ImagePlatform) -> Bool {
        os == other.os && architecture == other.architecture && (other.variant == nil || variant == other.variant)
    }
}
