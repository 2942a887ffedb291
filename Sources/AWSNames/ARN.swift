internal import Basics

/// An Amazon Resource Name: `arn:partition:service:region:account:resource`.
///
/// Source: "Identify AWS resources with Amazon Resource Names (ARNs)" in the IAM User Guide.
package struct ARN: Sendable, Hashable {
    package let partition: Partition
    package let service: String
    /// The region; empty for resources of global services.
    package let region: String
    /// The account; empty for resources such as buckets, whose names are unique by themselves.
    package let account: String
    package let resource: String

    /// Parses an ARN of a partition that exists, or returns nil for any other text.
    ///
    /// The other parts are not checked.
    package init?(_ text: String) {
        let parts = text.split(separator: ":", maxSplits: 5, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 6, parts[0] == "arn", let partition = Partition(rawValue: parts[1]) else { return nil }
        (self.partition, service, region) = (partition, parts[2], parts[3])
        (account, resource) = (parts[4], parts[5])
    }

    /// Returns the name after a resource type, `name` of `type/name`, for an ARN of one region and account; nil for any
    /// other ARN.
    package func regionalName(ofType type: String, in service: String) -> String? {
        guard self.service == service, NamingRule.region.accepts(region), NamingRule.account.accepts(account),
            resource.hasPrefix("\(type)/")
        else { return nil }
        return String(resource.dropFirst(type.count + 1))
    }
}

extension NamingRule {
    /// Creates a rule for ARNs of partitions that exist, from their size in bytes and a regular expression that must
    /// match all of the text.
    package init(ofARN description: String, byteCount: ClosedRange<Int>, _ form: sending Regex<some Sendable>) {
        let pattern = Pattern(form)
        self.init(description) { byteCount.contains($0.utf8.count) && pattern.matches($0) && ARN($0) != nil }
    }

    /// Source: "AWS account identifiers" in the AWS Account Management Reference Guide.
    package static let account = NamingRule("must be an account id of 12 digits, in quotes") { account in
        account.utf8.count == 12 && account.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }
}
