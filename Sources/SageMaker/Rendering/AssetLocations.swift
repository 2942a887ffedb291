internal import Assets
internal import Basics
internal import Hashing
internal import Manifests

/// The locations of a project's published assets at one destination, for use in a template.
struct AssetLocations {
    /// A published asset, from the references.
    private struct Entry {
        let key: AssetKey
        let address: SHA256Digest
        let published: PublishedReference
    }

    private let destination: Destination
    private let parameters: Set<Parameter>
    private let entries: [AssetSource: Entry]

    /// Looks up the project's assets in the references.
    ///
    /// - Parameters:
    ///   - project: The project.
    ///   - destination: The destination of the assets.
    ///   - parameters: The values of the destination that are template parameters instead.
    ///   - references: The references of the published assets.
    /// - Throws: `SageMakerError.notPublished` with all assets that are not published to the destination.
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

    /// The region of the destination; nil if it has none.
    var region: String? { bucket?.region }

    /// The ARN of the KMS key that encrypts the assets; nil if the destination has none.
    var encryptionKey: String? { bucket?.encryptionKey }

    private var bucket: S3Destination? {
        if case .s3(let bucket) = destination.kind { bucket } else { nil }
    }

    /// Returns the location of a model artifact.
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

    /// Returns the location of an image.
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

    /// Returns a value of the destination, or the parameter if the destination has no value or a parameter replaces it.
    private func text(_ parameter: Parameter, _ value: String?) -> Substitution {
        guard let value, !parameters.contains(parameter) else { return "\(.parameter(parameter))" }
        return "\(value)"
    }

    /// Returns an object's key without the destination's prefix, which is the same in every store; nil if the object is
    /// not in the destination.
    private func objectName(of object: ObjectReference, address: SHA256Digest) -> String? {
        switch destination.kind {
        case .s3(let s3):
            // The manifest may name another bucket since the asset was published; the old one may be deleted.
            let prefix = "s3://\(s3.bucket)/\(s3.prefix)"
            return object.uri.hasPrefix(prefix) ? String(object.uri.dropFirst(prefix.count)) : nil
        case .local:
            guard object.uri.hasPrefix("file://"), let last = object.uri.split(separator: "/").last,
                last.hasPrefix(address.description)
            else { return nil }
            return object.uri.hasSuffix("/") ? "\(last)/" : String(last)
        }
    }

    /// Returns the error for an asset that is not part of the project.
    private func unknown(_ source: AssetSource) -> SageMakerError {
        .notPublished([AssetKey(source.path)], destination: destination.name)
    }
}
