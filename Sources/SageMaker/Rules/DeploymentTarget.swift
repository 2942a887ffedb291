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

    /// Whether ARNs of an account can be those of the definitions.
    func canBeIn(account other: String) -> Bool {
        account == nil || account == other || otherAccounts.contains(other)
    }
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
        let all = destinations.map { diagnostics(for: $0.target) }
        let others = all.dropFirst().map { Set($0.map(\.location.path)) }
        return (all.first ?? []).filter { diagnostic in others.allSatisfy { $0.contains(diagnostic.location.path) } }
    }

    /// Returns the diagnostics of what cannot be deployed to a region and an account.
    func diagnostics(for target: DeploymentTarget) -> [Diagnostic] {
        locatedARNs.flatMap { $0.diagnostics(for: target) } + imageDiagnostics(for: target)
    }
}

// MARK: Images

extension Project {
    private func imageDiagnostics(for target: DeploymentTarget) -> [Diagnostic] {
        models.sorted { $0.key < $1.key }.flatMap { name, model in
            model.containers.enumerated().flatMap { index, container in
                let path = PropertyPath(ProjectProperty.models).appending(name: name)
                    .appending(Model.Property.containers).appending(index: index)
                    .appending(ContainerDefinition.Property.image)
                return container.image.diagnostics(at: path, for: target)
                    + container.image.registryDiagnostics(at: path, for: target, hasVPC: model.vpc != nil)
            }
        }
    }
}

extension ContainerImage {
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
            let (name, region, property): (String, String?, EcrImage.Property) =
                switch repository {
                case .name(let name, _, let region): (name, region, .region)
                case .arn(let text):
                    (RepositoryARN(text)?.name ?? "", RepositoryARN(text)?.region, .repositoryArn)
                }
            let length = Self.uriLength(name, version: text.utf8.count + 1, region: region ?? target.region)
            return Self.lengthDiagnostics(length, at: path, fix: "use a shorter repository name or tag")
                + Self.regionDiagnostics(region, at: path.appending(property), for: target)
        case .registry(let image):
            let region = EcrImageURI(image.uri)?.region
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
            "is in \(region), but \(target.name) is in \(expected), and SageMaker pulls images of its own region"
        return [Diagnostic(.notSupported, at: path, message, fix: "replicate the image to \(expected)")]
    }
}

extension DeepLearningContainer {
    /// Source: "Available Deep Learning Containers images", regions.
    fileprivate func diagnostics(at path: PropertyPath, for target: DeploymentTarget) -> [Diagnostic] {
        guard account == nil, let region = target.region, DeepLearningAccounts.byRegion[region] == nil else {
            return []
        }
        let message = "has no registry in \(region), the region of \(target.name)"
        let fix = "set 'account'; or copy the image to a repository of your own, and use 'fromEcrRepository'"
        return [Diagnostic(.notSupported, at: path, message, fix: fix)]
    }
}
