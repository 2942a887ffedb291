internal import Hashing
internal import Manifests

/// Where a project's assets are, as a template for one destination names them.
struct AssetLocations {
    private let destination: Destination
    private let references: References
    private let keys: [AssetUse: AssetKey]

    init(of project: Project, destination: Destination, references: References) {
        self.destination = destination
        self.references = references
        keys = Dictionary(
            project.assets.map { (AssetUse(path: $0.path, recipe: $0.recipe), $0.key) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    /// Returns where a model artifact is.
    func modelData(_ use: AssetUse) throws(SageMakerError) -> ObjectLocation {
        let (key, asset, published) = try reference(of: use)
        guard let modelData = published.modelData else { throw .notPublished(key, destination: destination.name) }
        guard let location = location(of: modelData, address: asset.address) else {
            throw unusable(key, "has the URI '\(modelData.uri)', which is not one of this kind of destination")
        }
        // CreateModel, ModelDataUrl: "must point to a single gzip compressed tar archive (.tar.gz suffix)".
        guard modelData.uri.hasSuffix(".tar.gz") else { throw .notGzippedTar(key) }
        return location
    }

    /// Returns where an image is.
    func image(_ use: AssetUse) throws(SageMakerError) -> ImageLocation {
        let (key, asset, published) = try reference(of: use)
        let tag = ":\(asset.address)"
        switch destination.kind {
        case .local:
            return ImageLocation(account: nil, region: nil, repository: "\(.repository)", version: tag)
        case .s3(let s3):
            if let image = published.image { return ImageLocation(uri: image.uri) }
            guard let repository = s3.repository else { throw .noRepository(key, destination: destination.name) }
            return ImageLocation(
                account: s3.account ?? s3.expectedBucketOwner,
                region: s3.region,
                repository: "\(repository)",
                version: tag
            )
        }
    }

    private func reference(
        of use: AssetUse
    ) throws(SageMakerError) -> (AssetKey, AssetReference, PublishedReference) {
        // The keys are those of the project whose uses are asked for.
        let key = keys[use] ?? AssetKey(use.path)
        guard let asset = references.assets[key], asset.kind == use.recipe.kind,
            let published = asset.destinations[destination.name]
        else { throw .notPublished(key, destination: destination.name) }
        return (key, asset, published)
    }

    private func location(of object: ObjectReference, address: SHA256Digest) -> ObjectLocation? {
        switch destination.kind {
        case .s3:
            return ObjectLocation(uri: object.uri)
        case .local:
            // The objects have the same keys in every store: the address and what the file's name ends in.
            guard object.uri.hasPrefix("file://"), let name = object.uri.split(separator: "/").last,
                name.hasPrefix(address.description)
            else { return nil }
            return ObjectLocation(bucket: "\(.bucket)", key: "\(.prefix)\(String(name))")
        }
    }

    private func unusable(_ key: AssetKey, _ problem: String) -> SageMakerError {
        .unusableReference(key, destination: destination.name, problem: problem)
    }
}
