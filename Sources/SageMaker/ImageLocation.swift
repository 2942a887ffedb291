/// An image in a repository that a template names.
struct ImageLocation: Sendable, Hashable {
    /// What a definition consumes.
    let uri: Substitution
    /// What a policy names, where the registry is Amazon ECR.
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
        let account: Substitution = account.map { "\($0)" } ?? "\(.account)"
        let suffix: Substitution = region.map { "\(URLSuffix.of(region: $0))" } ?? "\(.urlSuffix)"
        let region: Substitution = region.map { "\($0)" } ?? "\(.region)"
        self.init(
            uri: "\(account).dkr.ecr.\(region).\(suffix)/\(repository)\(version)",
            repositoryARN: "arn:\(.partition):ecr:\(region):\(account):repository/\(repository)"
        )
    }

    /// An image of a published reference, `registry/repository@sha256:…`.
    init(uri: String) {
        let ecr = uri.wholeMatch(of: /([0-9]{12})\.dkr\.ecr\.([a-z0-9\-]+)\.[a-z.\-]+\/([^@:]+)([@:].+)/)
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
        case .name(let name):
            self.init(account: nil, region: nil, repository: "\(name)", version: version)
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

/// The domains of AWS's partitions.
enum URLSuffix {
    /// Returns the domain of a region's services.
    ///
    /// Source: `partitions.json` of the AWS SDKs, `dnsSuffix`.
    static func of(region: String) -> String {
        let suffixes = [
            ("cn-", "amazonaws.com.cn"), ("eusc-", "amazonaws.eu"), ("us-iso-", "c2s.ic.gov"),
            ("us-isob-", "sc2s.sgov.gov"), ("us-isof-", "csp.hci.ic.gov"), ("eu-isoe-", "cloud.adc-e.uk"),
        ]
        return suffixes.first { region.hasPrefix($0.0) }?.1 ?? "amazonaws.com"
    }
}
