internal import AWSNames
internal import Assets
internal import Basics
internal import Manifests

/// A region and an account that definitions are deployed to, as far as they are known.
struct DeploymentTarget: Sendable, Hashable {
    /// The subject of messages: "destination 'staging'".
    var name = "the deployment"
    /// The region; nil if only the deployment knows it.
    var region: String?
    /// The account; nil if only the deployment knows it.
    var account: String?
    /// Whether the account is that of the definitions, and not only that of the repository.
    var isAccountCertain = false
    /// Further accounts that a destination names, which may be those of the definitions.
    var otherAccounts: Set<String> = []
    /// The repository of image assets; nil if there is none, or if it is a parameter.
    var repository: String?
    /// The registry of image assets; nil for Amazon ECR, or if the repository is a parameter.
    var registry: String?
    /// The definitions that the region and the account were taken from; nil for those of the target itself.
    private(set) var regionPath: PropertyPath?, accountPath: PropertyPath?

    /// The subject of messages about the region: the target, or the definition that the region was taken from.
    var regionName: String { regionPath.map { "'\($0)'" } ?? name }
    /// The subject of messages about the account.
    var accountName: String { accountPath.map { "'\($0)'" } ?? name }

    /// Returns the target with the region and the account of the first definitions that have them, unless it has its own:
    /// a template is deployed to one region of one account, whichever that is.
    func completed(by locations: [DefinitionLocation]) -> DeploymentTarget {
        var target = self
        if region == nil, let first = locations.first(where: { $0.region != nil }) {
            (target.region, target.regionPath) = (first.region, first.path)
        }
        if account == nil, let first = locations.first(where: { $0.account != nil }) {
            (target.account, target.accountPath) = (first.account, first.path)
        }
        return target
    }

    /// Whether ARNs of an account can be those of the definitions.
    func canBeIn(account other: String) -> Bool {
        account == nil || account == other || otherAccounts.contains(other)
    }
}

/// A region and an account that a definition must be deployed to.
struct DefinitionLocation: Sendable, Hashable {
    let path: PropertyPath
    let region: String?
    let account: String?
}

extension Destination {
    /// The region and the account of the definitions that use the destination: those of the bucket, since SageMaker
    /// reads model data in its own region, and of the repository.
    var target: DeploymentTarget {
        // The region of a server other than AWS says nothing about SageMaker's.
        guard case .s3(let bucket) = kind else { return DeploymentTarget() }
        let name = "destination '\(name)'"
        guard bucket.endpoint == nil else { return DeploymentTarget(name: name, registry: bucket.registry) }
        return DeploymentTarget(
            name: name,
            region: bucket.region,
            account: bucket.account,
            otherAccounts: Set([bucket.expectedBucketOwner].compactMap { $0 }),
            repository: bucket.repository,
            registry: bucket.registry
        )
    }
}

extension Project {
    /// The diagnostics of what cannot be deployed with any of the destinations.
    var targetDiagnostics: [Diagnostic] {
        let targets = destinations.isEmpty ? [DeploymentTarget()] : destinations.map(\.target)
        let all = targets.map { diagnostics(for: $0) }
        let others = all.dropFirst().map { Set($0.map(\.location.path)) }
        return (all.first ?? []).filter { diagnostic in others.allSatisfy { $0.contains(diagnostic.location.path) } }
    }

    /// Returns the diagnostics of what cannot be deployed to a region and an account.
    func diagnostics(for target: DeploymentTarget) -> [Diagnostic] {
        let arns = locatedARNs
        let target = target.completed(by: imageLocations + arns.compactMap(\.location))
        return arns.flatMap { $0.diagnostics(for: target) } + imageDiagnostics(for: target)
    }
}

// MARK: Images

extension Project {
    private func imageDiagnostics(for target: DeploymentTarget) -> [Diagnostic] {
        images.flatMap { path, image, model in
            image.diagnostics(at: path, for: target)
                + image.registryDiagnostics(at: path, for: target, hasVPC: model.vpc != nil)
        }
    }

    /// The regions of the images in Amazon ECR, which are those of their models.
    private var imageLocations: [DefinitionLocation] {
        images.compactMap { path, image, _ in
            image.region.map { DefinitionLocation(path: path, region: $0, account: nil) }
        }
    }

    /// The images with their paths and models, in the order of the models' names.
    private var images: [(path: PropertyPath, image: ContainerImage, model: Model)] {
        models.sorted { $0.key < $1.key }.flatMap { name, model in
            let path = PropertyPath(ProjectProperty.models).appending(name: name).appending(Model.Property.containers)
            return model.containers.enumerated().map { index, container in
                (path.appending(index: index).appending(ContainerDefinition.Property.image), container.image, model)
            }
        }
    }
}

extension ContainerImage {
    /// The region of an image in Amazon ECR, if the definition has it.
    fileprivate var region: String? {
        switch source {
        case .ecrRepository(.name(_, _, let region), _): region
        case .ecrRepository(.arn(let arn), _): RepositoryARN(arn)?.region
        case .registry(let image): EcrImageURI(image.uri)?.region
        case .asset, .deepLearningContainer, .modelPackage: nil
        }
    }

    fileprivate func diagnostics(at path: PropertyPath, for target: DeploymentTarget) -> [Diagnostic] {
        switch source {
        case .asset:
            let path = path.appending(Property.fromAsset)
            guard let repository = target.repository else { return [] }
            // The version is a digest, '@sha256:…'.
            let length = Self.uriLength(repository, version: 72, region: target.region, registry: target.registry)
            return Self.lengthDiagnostics(length, at: path, fix: "use a repository with a shorter name")
        case .deepLearningContainer(let container):
            let path = path.appending(Property.fromDlc)
            let length = Self.uriLength(
                container.repository,
                version: container.tag.utf8.count + 1,
                region: target.region
            )
            return Self.lengthDiagnostics(length, at: path, fix: "use a shorter tag")
                + container.diagnostics(at: path, for: target)
        case .ecrRepository(let repository, let version):
            let path = path.appending(Property.fromEcrRepository)
            let text =
                switch version {
                case .tag(let tag): tag
                case .digest(let digest): digest
                }
            let (name, property): (String, EcrImage.Property) =
                switch repository {
                case .name(let name, _, _): (name, .region)
                case .arn(let text): (RepositoryARN(text)?.name ?? "", .repositoryArn)
                }
            let length = Self.uriLength(name, version: text.utf8.count + 1, region: region ?? target.region)
            return Self.lengthDiagnostics(length, at: path, fix: "use a shorter repository name or tag")
                + Self.regionDiagnostics(region, at: path.appending(property), for: target)
        case .registry:
            return Self.regionDiagnostics(region, at: path.appending(Property.fromRegistry), for: target)
        case .modelPackage: return []
        }
    }

    /// Returns the least length of an image's URI, from the sizes of its parts.
    private static func uriLength(
        _ repository: String,
        version: Int,
        region: String?,
        registry: String? = nil
    ) -> Int {
        let region = region ?? "eu-west-1"
        let host = registry ?? "123456789012.dkr.ecr.\(region).\(Partition(ofRegion: region).dnsSuffix)"
        return host.utf8.count + 1 + repository.utf8.count + version
    }

    /// Returns a diagnostic for an image asset in a registry that the model cannot reach.
    ///
    /// Source: `RepositoryAccessMode` of ImageConfig in the Amazon SageMaker API Reference: "Platform - The model image
    /// is hosted in Amazon ECR."
    fileprivate func registryDiagnostics(
        at path: PropertyPath,
        for target: DeploymentTarget,
        hasVPC: Bool
    ) -> [Diagnostic] {
        guard case .asset = source, let registry = target.registry, !hasVPC else { return [] }
        let message = "is published to '\(registry)' by \(target.name), which SageMaker reaches through a VPC only"
        let fix = "set the model's 'vpc', or use a repository of Amazon ECR"
        return [Diagnostic(.missingProperty, at: path.appending(Property.fromAsset), message, fix: fix)]
    }

    private static func lengthDiagnostics(_ length: Int, at path: PropertyPath, fix: String) -> [Diagnostic] {
        // ContainerDefinition, Image: at most 255 characters, with registry and tag.
        guard length > 255 else { return [] }
        let message = "has a URI of \(length) characters, with its registry; at most 255"
        return [Diagnostic(.wrongCount, at: path, message, fix: fix)]
    }

    /// Source: `Image` of ContainerDefinition in the Amazon SageMaker API Reference: an image in Amazon ECR "must be in
    /// the same region as the model or endpoint you are creating".
    private static func regionDiagnostics(
        _ region: String?,
        at path: PropertyPath,
        for target: DeploymentTarget
    ) -> [Diagnostic] {
        guard let region, let expected = target.region, region != expected else { return [] }
        let message =
            "is in \(region), but \(target.regionName) is in \(expected), and SageMaker pulls images of its own region"
        return [Diagnostic(.notSupported, at: path, message, fix: "replicate the image to \(expected)")]
    }
}

extension DeepLearningContainer {
    /// Source: "Available Deep Learning Containers images", regions.
    fileprivate func diagnostics(at path: PropertyPath, for target: DeploymentTarget) -> [Diagnostic] {
        guard account == nil, let region = target.region, DeepLearningAccounts.byRegion[region] == nil else {
            return []
        }
        let message = "has no registry in \(region), the region of \(target.regionName)"
        let fix = "set 'account'; or copy the image to a repository of your own, and use 'fromEcrRepository'"
        return [Diagnostic(.notSupported, at: path, message, fix: fix)]
    }
}
