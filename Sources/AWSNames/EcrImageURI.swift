internal import Basics

/// The URI of an image in Amazon ECR: `account.dkr.ecr.region.amazonaws.com/repository:tag`.
package struct EcrImageURI: Sendable, Hashable {
    package let account: String
    package let region: String
    package let repository: String

    private static let form = Pattern(
        /([0-9]{12})\.dkr[.\-]ecr(?:-fips)?\.([a-z0-9\-]+)\.([a-z0-9.\-]+)\/([^@:]+)(?:[@:].+)?/
    )

    /// Parses the URI of an image in a private registry of Amazon ECR, or returns nil for any other text.
    ///
    /// Its domain is one of those of the region's partition.
    package init?(_ text: String) {
        guard let match = Self.form.wholeMatch(in: text) else { return nil }
        let partition = Partition(ofRegion: String(match.2))
        guard partition.registryDomains.contains(String(match.3)) else { return nil }
        (account, region, repository) = (String(match.1), String(match.2), String(match.4))
    }

    /// Returns the domains that the registries of an image's region have, for a URI that has a domain of another
    /// partition instead; nil for any other text.
    package static func domains(missedBy text: String) -> [String]? {
        guard let match = form.wholeMatch(in: text) else { return nil }
        let (domain, own) = (String(match.3), Partition(ofRegion: String(match.2)).registryDomains)
        guard !own.contains(domain), Partition.allCases.contains(where: { $0.registryDomains.contains(domain) }) else {
            return nil
        }
        return own
    }
}

extension Partition {
    /// The domains of private registries, of which IPv6 reaches the second one too.
    ///
    /// Source: "Amazon ECR endpoints" in the Amazon ECR User Guide.
    fileprivate var registryDomains: [String] { [dnsSuffix, dualStackRegistrySuffix] }
}
