internal import AWSNames
internal import Basics

/// The location of a container image, for use in a template.
struct ImageLocation: Sendable, Hashable {
    /// The image's URI, for a container definition.
    let uri: Substitution
    /// The repository's ARN, for a policy; nil for a registry other than Amazon ECR.
    let repositoryARN: Substitution?

    init(uri: Substitution, repositoryARN: Substitution?) {
        self.uri = uri
        self.repositoryARN = repositoryARN
    }

    /// Creates the location of an image in Amazon ECR.
    ///
    /// - Parameters:
    ///   - account: The registry's account; nil for the stack's.
    ///   - region: The registry's region; nil for the stack's.
    ///   - repository: The repository's name.
    ///   - version: The tag or digest with its separator: `:tag`, `@sha256:…`.
    init(account: String?, region: String?, repository: Substitution, version: String) {
        self.init(
            registry: account.map { "\($0)" } ?? "\(.account)",
            region: region,
            repository: repository,
            version: version
        )
    }

    /// Creates the location of an AWS Deep Learning Container.
    ///
    /// - Parameters:
    ///   - container: The image's repository, tag and account.
    ///   - region: The registry's region; nil for the stack's.
    init(_ container: DeepLearningContainer, region: String?) {
        let account = container.account ?? region.flatMap { DeepLearningAccounts.byRegion[$0] }
        self.init(
            registry: account.map { "\($0)" } ?? "\(.deepLearningAccount)",
            region: region,
            repository: "\(container.repository)",
            version: ":\(container.tag)"
        )
    }

    private init(registry account: Substitution, region: String?, repository: Substitution, version: String) {
        let suffix: Substitution = region.map { "\(Partition(ofRegion: $0).dnsSuffix)" } ?? "\(.urlSuffix)"
        let region: Substitution = region.map { "\($0)" } ?? "\(.region)"
        self.init(
            uri: "\(account).dkr.ecr.\(region).\(suffix)/\(repository)\(version)",
            repositoryARN: "arn:\(.partition):ecr:\(region):\(account):repository/\(repository)"
        )
    }

    /// Creates the location of an image from its URI, such as `registry/repository@sha256:…`.
    init(uri: String) {
        self.init(
            uri: "\(uri)",
            repositoryARN: EcrImageURI(uri).map { image in
                "arn:\(.partition):ecr:\(image.region):\(image.account):repository/\(image.repository)"
            }
        )
    }

    /// Creates the location of an existing image in Amazon ECR.
    init(_ repository: EcrRepository, _ version: ImageVersion) {
        let version =
            switch version {
            case .tag(let tag): ":\(tag)"
            case .digest(let digest): "@\(digest)"
            }
        switch repository {
        case .name(let name, let account, let region):
            self.init(account: account, region: region, repository: "\(name)", version: version)
        case .arn(let text):
            guard let arn = RepositoryARN(text) else { preconditionFailure("not validated: \(text)") }
            let location = ImageLocation(
                account: arn.account,
                region: arn.region,
                repository: "\(arn.name)",
                version: version
            )
            self.init(uri: location.uri, repositoryARN: "\(text)")
        }
    }
}
