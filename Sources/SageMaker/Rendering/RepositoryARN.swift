internal import Manifests

/// The parts of an ECR repository's ARN.
struct RepositoryARN {
    let partition: String
    let region: String
    let account: String
    let name: String

    /// Reads an ARN, or returns nil for any other text.
    init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 6, parts[0] == "arn", parts[1].hasPrefix("aws"), parts[2] == "ecr",
            NamingRule.region.accepts(parts[3]), NamingRule.account.accepts(parts[4]),
            parts[5].hasPrefix("repository/")
        else { return nil }
        partition = parts[1]
        region = parts[3]
        account = parts[4]
        name = String(parts[5].dropFirst("repository/".count))
        guard NamingRule.repository.accepts(name) else { return nil }
    }
}
