internal import AWSNames
internal import Assets
internal import Basics
internal import Hashing
internal import Manifests

/// The locations of a project's published assets at one destination, for use in a template.
struct AssetLocations {
    private let destination: Destination
    private let parameters: Set<Parameter>
    private let published: [AssetSource: PublishedAsset]

    /// Looks up the project's assets in the references.
    ///
    /// - Throws: `SageMakerError.notPublished` with all assets that are not published to the destination.
    init(of input: SynthesisInput) throws(SageMakerError) {
        destination = try input.resolvedDestination()
        parameters = Set(input.parameters.keys)
        var published: [AssetSource: PublishedAsset] = [:]
        var missing: [AssetKey] = []
        for asset in input.project.assets {
            if let reference = input.references[asset.key, destination.name], reference.kind == asset.kind {
                published[asset.source] = PublishedAsset(key: asset.key, reference: reference)
            } else {
                missing.append(asset.key)
            }
        }
        guard missing.isEmpty else { throw .notPublished(missing, destination: destination.name) }
        self.published = published
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
        guard let asset = published[source] else { throw unknown(source) }
        guard let name = objectName(of: asset.reference) else {
            let problem = "has the URI '\(asset.reference.object.uri)', which is not in this destination"
            throw .unusableReference(asset.key, destination: destination.name, problem: problem)
        }
        let isPrefix = name.hasSuffix("/")
        let isUncompressed = source.options.format(isDirectory: true) == .prefix
        // CreateModel, ModelDataUrl: "must point to a single gzip compressed tar archive (.tar.gz suffix)".
        guard isUncompressed || name.hasSuffix(ObjectKeys.bundleSuffix) else { throw .notGzippedTar(asset.key) }
        return ObjectLocation(
            bucket: text(.bucket, bucket?.bucket),
            key: "\(text(.prefix, bucket?.prefix))\(name)",
            isPrefix: isPrefix,
            compression: isUncompressed ? .none : .gzip,
            encryptionKey: encryptionKey
        )
    }

    /// Returns the location of an image: by its digest if it is built, and otherwise by the tag that it will have.
    func image(_ source: AssetSource) throws(SageMakerError) -> ImageLocation {
        guard let asset = published[source] else { throw unknown(source) }
        let image = asset.reference.image
        let version = image.map { "@\($0.digest)" } ?? ":\(asset.address)"
        guard let bucket, !parameters.contains(.repository) else {
            // Digests travel: an image that was copied from a local store has the same one.
            return ecrImage("\(.repository)", version)
        }
        guard let repository = bucket.repository else {
            throw .noRepository(asset.key, destination: destination.name)
        }
        if let image {
            // As for objects, the manifest may name another repository since the image was published.
            guard bucket.hasRepository(of: image) else {
                let problem = "has the image '\(image.uri)', which is not in this destination"
                throw .unusableReference(asset.key, destination: destination.name, problem: problem)
            }
            return ImageLocation(uri: image.uri)
        }
        if let registry = bucket.registry { return ImageLocation(uri: "\(registry)/\(repository)\(version)") }
        return ecrImage("\(repository)", version)
    }

    private func ecrImage(_ repository: Substitution, _ version: String) -> ImageLocation {
        ImageLocation(account: bucket?.repositoryAccount, region: region, repository: repository, version: version)
    }

    /// SageMaker's access to the registry of the images; nil for that to Amazon ECR.
    var registryAccess: RegistryAccess? {
        guard let bucket, bucket.registry != nil, !parameters.contains(.repository) else { return nil }
        return .vpc(credentialsProvider: bucket.repositoryCredentialsProviderArn)
    }

    /// Returns a value of the destination, or the parameter if the destination has no value or a parameter replaces it.
    private func text(_ parameter: Parameter, _ value: String?) -> Substitution {
        guard let value, !parameters.contains(parameter) else { return "\(.parameter(parameter))" }
        return "\(value)"
    }

    /// Returns an object's key without the destination's prefix, which is the same in every store; nil if the object is
    /// not in the destination.
    private func objectName(of reference: PublishedReference) -> String? {
        guard reference.mismatch == nil else { return nil }
        let uri = reference.object.uri
        switch destination.kind {
        case .s3(let s3):
            // The manifest may name another bucket since the asset was published; the old one may be deleted.
            let prefix = "s3://\(s3.bucket)/\(s3.prefix)"
            return uri.hasPrefix(prefix) ? String(uri.dropFirst(prefix.count)) : nil
        case .local:
            guard !uri.hasPrefix("s3://"), let name = uri.split(separator: "/").last else { return nil }
            return uri.hasSuffix("/") ? "\(name)/" : String(name)
        }
    }

    /// Returns the error for an asset that is not part of the project.
    private func unknown(_ source: AssetSource) -> SageMakerError {
        .notPublished([AssetKey(source.path)], destination: destination.name)
    }
}

extension S3Destination {
    /// The account of the repository; nil if only the credentials tell.
    fileprivate var repositoryAccount: String? { account ?? expectedBucketOwner }

    /// Whether an image can be in the repository, as far as the manifest says where that is.
    fileprivate func hasRepository(of image: ImageReference) -> Bool {
        if let registry, let repository { return image.uri == "\(registry)/\(repository)@\(image.digest)" }
        guard let found = EcrImageURI(image.uri) else { return false }
        return found.repository == repository && found.region == region ?? found.region
            && found.account == repositoryAccount ?? found.account
    }
}
