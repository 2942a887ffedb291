/// The ARN of an ECR repository.
package struct RepositoryARN: Sendable, Hashable {
    package let region: String
    package let account: String
    package let name: String

    /// Parses the ARN of a repository, or returns nil for any other text.
    package init?(_ text: String) {
        guard let arn = ARN(text), let name = arn.regionalName(ofType: "repository", in: "ecr"),
            NamingRule.repository.accepts(name)
        else { return nil }
        (region, account, self.name) = (arn.region, arn.account, name)
    }
}

extension NamingRule {
    /// Source: `repositoryName` of CreateRepository in the Amazon ECR API Reference.
    package static let repository = NamingRule(
        "must be a repository name: 2 to 256 lower-case letters and digits, with one '.', '_', '__', '/' or any number "
            + "of '-' between them",
        templatePattern: "[a-z0-9]+(([.]|_|__|-+)[a-z0-9]+)*(/[a-z0-9]+(([.]|_|__|-+)[a-z0-9]+)*)*",
        byteCount: 2...256,
        /[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*(\/[a-z0-9]+((\.|_|__|-+)[a-z0-9]+)*)*/
    )

    /// Source: "Resource types defined by Amazon Elastic Container Registry" in the Service Authorization Reference.
    package static let repositoryARN = NamingRule(
        "must be the ARN of a repository such as 'arn:aws:ecr:eu-west-1:123456789012:repository/name'"
    ) { arn in
        RepositoryARN(arn) != nil
    }

    /// Source: "Image tag" in the OCI distribution specification, which Amazon ECR follows.
    package static let imageTag = NamingRule(
        "must be an image tag: at most 128 letters, digits, '_', '.' and '-', not beginning with '.' or '-'",
        /[A-Za-z0-9_][A-Za-z0-9._\-]{0,127}/
    )

    /// Source: "Digests" in the OCI image specification.
    package static let imageDigest = NamingRule(
        "must be 'sha256:' and 64 lower-case hexadecimal digits",
        /sha256:[0-9a-f]{64}/
    )
}
