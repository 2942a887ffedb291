internal import Hashing
internal import Manifests

/// Where a project's assets are, as a template for one destination names them.
struct AssetLocations {
    /// An asset with what the references say of it.
    private struct Entry {
        let key: AssetKey
        let address: SHA256Digest
        let published: PublishedReference
    }

    private let destination: Destination
    private let entries: [AssetUse: Entry]

    /// Looks the project's assets up.
    ///
    /// - Throws: `SageMakerError.notPublished` with all assets that the destination does not have.
    init(of project: Project, destination: Destination, references: References) throws(SageMakerError) {
        self.destination = destination
        var entries: [AssetUse: Entry] = [:]
        var missing: [AssetKey] = []
        for asset in project.assets {
            guard let reference = references.assets[asset.key], reference.kind == asset.kind,
                let published = reference.destinations[destination.name],
                asset.kind == .image || published.modelData != nil
            else {
                missing.append(asset.key)
                continue
            }
            let entry = Entry(key: asset.key, address: reference.address, published: published)
            entries[AssetUse(path: asset.path, recipe: asset.recipe)] = entry
        }
        guard missing.isEmpty else { throw .notPublished(missing, destination: destination.name) }
        self.entries = entries
    }

    /// Returns where a model artifact is.
    func modelData(_ use: AssetUse) throws(SageMakerError) -> ObjectLocation {
        guard let entry = entries[use], let modelData = entry.published.modelData else { throw unknown(use) }
        guard let location = location(of: modelData, address: entry.address) else {
            let problem = "has the URI '\(modelData.uri)', which is not in this destination"
            throw .unusableReference(entry.key, destination: destination.name, problem: problem)
        }
        // CreateModel, ModelDataUrl: "must point to a single gzip compressed tar archive (.tar.gz suffix)".
        // A prefix is loaded as it is, by ModelDataSource.
        guard modelData.uri.hasSuffix(".tar.gz") || location.isPrefix else { throw .notGzippedTar(entry.key) }
        return location
    }

    /// Returns where an image is.
    func image(_ use: AssetUse) throws(SageMakerError) -> ImageLocation {
        guard let entry = entries[use] else { throw unknown(use) }
        let tag = ":\(entry.address)"
        switch destination.kind {
        case .local:
            return ImageLocation(account: nil, region: nil, repository: "\(.repository)", version: tag)
        case .s3(let s3):
            if let image = entry.published.image { return ImageLocation(uri: image.uri) }
            guard let repository = s3.repository else { throw .noRepository(entry.key, destination: destination.name) }
            return ImageLocation(
                account: s3.account ?? s3.expectedBucketOwner,
                region: s3.region,
                repository: "\(repository)",
                version: tag
            )
        }
    }

    private func location(of object: ObjectReference, address: SHA256Digest) -> ObjectLocation? {
        switch destination.kind {
        case .s3(let s3):
            // Not so where the manifest names another bucket since: the old one may not be there to stay.
            guard object.uri.hasPrefix("s3://\(s3.bucket)/\(s3.prefix)") else { return nil }
            return ObjectLocation(uri: object.uri)
        case .local:
            // The objects have the same keys in every store: the address and what the file's name ends in.
            guard object.uri.hasPrefix("file://"), let name = object.uri.split(separator: "/").last,
                name.hasPrefix(address.description)
            else { return nil }
            let slash = object.uri.hasSuffix("/") ? "/" : ""
            return ObjectLocation(bucket: "\(.bucket)", key: "\(.prefix)\(String(name) + slash)")
        }
    }

    /// An asset of another project than the one whose locations these are.
    private func unknown(_ use: AssetUse) -> SageMakerError {
        .notPublished([AssetKey(use.path)], destination: destination.name)
    }
}
