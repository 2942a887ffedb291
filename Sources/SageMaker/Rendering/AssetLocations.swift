internal import Assets
internal import Basics
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
    private let parameters: Set<Parameter>
    private let entries: [AssetSource: Entry]

    /// Looks the project's assets up.
    ///
    /// - Parameters:
    ///   - project: The project.
    ///   - destination: Where its assets are.
    ///   - parameters: What the template is to be given, though the destination says it.
    ///   - references: What was published.
    /// - Throws: `SageMakerError.notPublished` with all assets that the destination does not have.
    init(
        of project: Project,
        destination: Destination,
        parameters: Set<Parameter>,
        references: References
    ) throws(SageMakerError) {
        self.destination = destination
        self.parameters = parameters
        var entries: [AssetSource: Entry] = [:]
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
            entries[asset.source] = entry
        }
        guard missing.isEmpty else { throw .notPublished(missing, destination: destination.name) }
        self.entries = entries
    }

    /// The region, where the destination says it.
    var region: String? { bucket?.region }

    /// The ARN of the KMS key that the assets are encrypted with, where the destination says it.
    var encryptionKey: String? { bucket?.encryptionKey }

    private var bucket: S3Destination? {
        if case .s3(let bucket) = destination.kind { bucket } else { nil }
    }

    /// Returns where a model artifact is.
    func modelData(_ source: AssetSource) throws(SageMakerError) -> ObjectLocation {
        guard let entry = entries[source], let modelData = entry.published.modelData else { throw unknown(source) }
        guard let name = objectName(of: modelData, address: entry.address) else {
            let problem = "has the URI '\(modelData.uri)', which is not in this destination"
            throw .unusableReference(entry.key, destination: destination.name, problem: problem)
        }
        let isPrefix = name.hasSuffix("/")
        let isUncompressed = source.options.format(isDirectory: true) == .prefix
        // CreateModel, ModelDataUrl: "must point to a single gzip compressed tar archive (.tar.gz suffix)".
        guard isUncompressed || name.hasSuffix(".tar.gz") else { throw .notGzippedTar(entry.key) }
        return ObjectLocation(
            bucket: text(.bucket, bucket?.bucket),
            key: "\(text(.prefix, bucket?.prefix))\(name)",
            isPrefix: isPrefix,
            compression: isUncompressed ? .none : .gzip,
            encryptionKey: encryptionKey
        )
    }

    /// Returns where an image is.
    func image(_ source: AssetSource) throws(SageMakerError) -> ImageLocation {
        guard let entry = entries[source] else { throw unknown(source) }
        if let image = entry.published.image, !parameters.contains(.repository) { return ImageLocation(uri: image.uri) }
        if let bucket, bucket.repository == nil, !parameters.contains(.repository) {
            throw .noRepository(entry.key, destination: destination.name)
        }
        return ImageLocation(
            account: bucket.flatMap { $0.account ?? $0.expectedBucketOwner },
            region: region,
            repository: text(.repository, bucket?.repository),
            version: ":\(entry.address)"
        )
    }

    /// Returns a destination's value, or the parameter where it has none or is to be overridden.
    private func text(_ parameter: Parameter, _ said: String?) -> Substitution {
        guard let said, !parameters.contains(parameter) else { return "\(.parameter(parameter))" }
        return "\(said)"
    }

    /// Returns an object's key without what all keys begin with: the same in every store.
    private func objectName(of object: ObjectReference, address: SHA256Digest) -> String? {
        switch destination.kind {
        case .s3(let s3):
            // Not so where the manifest names another bucket since: the old one may not be there to stay.
            let place = "s3://\(s3.bucket)/\(s3.prefix)"
            return object.uri.hasPrefix(place) ? String(object.uri.dropFirst(place.count)) : nil
        case .local:
            guard object.uri.hasPrefix("file://"), let last = object.uri.split(separator: "/").last,
                last.hasPrefix(address.description)
            else { return nil }
            return object.uri.hasSuffix("/") ? "\(last)/" : String(last)
        }
    }

    /// An asset of another project than the one whose locations these are.
    private func unknown(_ source: AssetSource) -> SageMakerError {
        .notPublished([AssetKey(source.path)], destination: destination.name)
    }
}
