internal import AWSNames
internal import Basics

extension S3Destination {
    /// A property that contradicts another one.
    struct Conflict {
        let property: Property
        let value: String
        let message: String
        let fix: String
    }

    /// The properties that contradict each other.
    var conflicts: [Conflict] {
        var conflicts: [Conflict] = []
        func check(_ property: Property, _ value: String?, _ isAllowed: Bool, _ message: String, fix: String) {
            guard let value, !isAllowed else { return }
            conflicts.append(Conflict(property: property, value: value, message: message, fix: fix))
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
        for (property, key) in [
            (Property.encryptionKey, encryptionKey), (.createRepository, createRepository?.encryptionKey),
        ] {
            guard let found = keyRegion(key), let region, found != region else { continue }
            let message = "has a key of \(found), but the destination is in \(region)"
            check(property, key, false, message, fix: "use a key of \(region)")
        }
        return conflicts
    }

    /// Returns the region of a key, which must be the destination's; nil if the key does not tell, or is none of AWS.
    ///
    /// Source: `kmsKey` of EncryptionConfiguration in the Amazon ECR API Reference: "The key must exist in the same Region as
    /// the repository", and "Using server-side encryption with AWS KMS keys" in the Amazon S3 User Guide.
    private func keyRegion(_ key: String?) -> String? {
        guard endpoint == nil, let arn = key.flatMap(ARN.init) else { return nil }
        return NamingRule.region.accepts(arn.region) ? arn.region : nil
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
