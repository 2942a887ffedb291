internal import Basics

/// The URI of an image in Amazon ECR: `account.dkr.ecr.region.amazonaws.com/repository:tag`.
package struct EcrImageURI: Sendable, Hashable {
    package let account: String
    package let region: String
    package let repository: String

    private static let form = Pattern(
        /([0-9]{12})\.dkr[.\-]ecr(?:-fips)?\.([a-z0-9\-]+)\.([a-z0-9.\-]+)\/([^@:]+)(?:[@:].+)?/
    )

    /// The domains of private registries: those of the partitions, and of endpoints that IPv6 reaches too.
    ///
    /// Source: "Amazon ECR endpoints" in the Amazon ECR User Guide.
    private static let domains: Set = Set(
        Partition.allCases.flatMap { [$0.dnsSuffix, $0.dualStackRegistrySuffix] }
    )

    /// Parses the URI of an image in a private registry of Amazon ECR, or returns nil for any other text.
    package init?(_ text: String) {
        guard let match = Self.form.wholeMatch(in: text), Self.domains.contains(String(match.3)) else { return nil }
        (account, region, repository) = (String(match.1), String(match.2), String(match.4))
    }
}
