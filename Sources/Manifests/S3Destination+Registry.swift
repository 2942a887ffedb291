internal import AWSNames
internal import Basics

extension S3Destination {
    /// A property of the repository that contradicts another one.
    struct RepositoryConflict {
        let property: Property
        let value: String
        let message: String
        let fix: String
    }

    /// The properties of the repository that contradict each other.
    var repositoryConflicts: [RepositoryConflict] {
        var conflicts: [RepositoryConflict] = []
        func check(_ property: Property, _ value: String?, _ isAllowed: Bool, _ message: String, fix: String) {
            guard let value, !isAllowed else { return }
            conflicts.append(RepositoryConflict(property: property, value: value, message: message, fix: fix))
        }
        let creation = createRepository.map { _ in "{…}" }
        let needsName = "needs a 'repository' beside it"
        let name = "set 'repository' to the name of the repository"
        check(.createRepository, creation, repository != nil, needsName, fix: name)
        check(.registry, registry, repository != nil, needsName, fix: name)
        let isOfECR = "is for repositories of Amazon ECR, and the destination has a 'registry'"
        check(.account, account, registry == nil, isOfECR, fix: "remove 'account' or 'registry'")
        check(.createRepository, creation, registry == nil, isOfECR, fix: "remove 'createRepository' or 'registry'")
        check(
            .repositoryCredentialsProviderArn,
            repositoryCredentialsProviderArn,
            registry != nil,
            "is for a 'registry', which the destination does not have",
            fix: "remove it: roles of SageMaker may pull from Amazon ECR"
        )
        return conflicts
    }
}

extension NamingRule {
    /// Source: `domain` in "reference/regexp.go" of distribution, without IPv6 addresses, which SageMaker's `Image` does
    /// not take; those of Amazon ECR have properties of their own.
    static let registry = NamingRule(
        "must be the host of a registry other than Amazon ECR, such as 'registry.example.com:5000'"
    ) { host in
        registryHost.matches(host) && host.utf8.count <= 255 && !host.contains(".dkr.ecr") && !host.contains(".dkr-ecr")
    }

    private static let registryHost = Pattern(
        /[A-Za-z0-9]([A-Za-z0-9\-]*[A-Za-z0-9])?(\.[A-Za-z0-9]([A-Za-z0-9\-]*[A-Za-z0-9])?)*(:[0-9]{1,5})?/
    )
}
