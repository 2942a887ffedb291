internal import AWSNames
internal import Basics

/// An image in a repository that a template names.
struct ImageLocation: Sendable, Hashable {
    /// The URI that a definition consumes.
    let uri: Substitution
    /// The ARN that a policy names, where the registry is Amazon ECR.
    let repositoryARN: Substitution?

    init(uri: Substitution, repositoryARN: Substitution?) {
        self.uri = uri
        self.repositoryARN = repositoryARN
    }

    /// An image in ECR.
    ///
    /// - Parameters:
    ///   - account: The registry's account: the stack's if nil.
    ///   - region: The registry's region: the stack's if nil.
    ///   - repository: The repository's name.
    ///   - version: The tag or digest with what stands before it: `:tag`, `@sha256:…`.
    init(account: String?, region: String?, repository: Substitution, version: String) {
        self.init(
            registry: account.map { "\($0)" } ?? "\(.account)",
            region: region,
            repository: repository,
            version: version
        )
    }

    /// A Deep Learning Container.
    ///
    /// - Parameter region: The region: the stack's if nil.
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

    private static let ofECR = Pattern(/([0-9]{12})\.dkr\.ecr\.([a-z0-9\-]+)\.[a-z.\-]+\/([^@:]+)([@:].+)/)

    /// An image of a published reference, `registry/repository@sha256:…`.
    init(uri: String) {
        let ecr = Self.ofECR.wholeMatch(in: uri)
        self.init(
            uri: "\(uri)",
            repositoryARN: ecr.map { match in
                let (account, region, name) = (String(match.1), String(match.2), String(match.3))
                return "arn:\(.partition):ecr:\(region):\(account):repository/\(name)"
            }
        )
    }

    /// An image that was in ECR before.
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
