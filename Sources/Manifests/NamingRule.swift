internal import Basics

/// A rule that names or other short texts follow, with the words that tell it.
package struct NamingRule: Sendable {
    /// The rule, to be put behind the value: "must be …".
    package let description: String
    private let predicate: @Sendable (String) -> Bool

    package init(_ description: String, _ predicate: @escaping @Sendable (String) -> Bool) {
        self.description = description
        self.predicate = predicate
    }

    /// A rule on the size in bytes and the form.
    package init(_ description: String, byteCount: ClosedRange<Int> = 0...Int.max, _ form: sending Regex<some Sendable>)
    {
        let pattern = Pattern(form)
        self.init(description) { byteCount.contains($0.utf8.count) && pattern.matches($0) }
    }

    /// Whether a text follows the rule.
    package func accepts(_ text: String) -> Bool { predicate(text) }
}

extension NamingRule {
    /// Source: "Bucket naming rules" in the Amazon S3 User Guide, general purpose buckets.
    package static let bucket = NamingRule(
        "must be a bucket name: 3 to 63 lower-case letters, digits, '-' and '.', beginning and ending with a letter "
            + "or digit"
    ) { name in
        (3...63).contains(name.utf8.count) && bucketName.matches(name) && !name.contains("..")
            && !ipAddress.matches(name)
    }

    private static let bucketName = Pattern(/[a-z0-9][a-z0-9.\-]*[a-z0-9]/)
    private static let ipAddress = Pattern(/[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+/)

    /// Source: "AWS account identifiers" in the AWS Account Management Reference Guide.
    package static let account = NamingRule("must be an account id of 12 digits, in quotes") { account in
        account.utf8.count == 12 && account.utf8.allSatisfy { (0x30...0x39).contains($0) }
    }

    /// Regions are not listed here: new ones need no new release.
    package static let region = NamingRule("must be a region such as 'eu-west-1'", /[a-z]+(-[a-z]+)+-[0-9]+/)

    /// Source: `repositoryName` of CreateRepository in the Amazon ECR API Reference.
    package static let repository = NamingRule(
        "must be a repository name: 2 to 256 lower-case letters and digits, with '.', '_', '-' and '/' between them",
        byteCount: 2...256,
        /[a-z0-9]+([._\-]+[a-z0-9]+)*(\/[a-z0-9]+([._\-]+[a-z0-9]+)*)*/
    )

    /// What stands for a destination in references files and on the command line.
    package static let destinationName = NamingRule(
        "must be a destination's name: letters, digits, '.', '_' and '-', beginning with a letter or digit",
        /[A-Za-z0-9][A-Za-z0-9._\-]*/
    )

    /// Where S3 requests go instead of AWS.
    package static let endpoint = NamingRule(
        "must be a URL such as 'https://s3.example.com'",
        /https?:\/\/[^\/?#\s]+[^?#\s]*/
    )

    /// Source: "Key ARN" in the AWS KMS Developer Guide.
    package static let encryptionKey = NamingRule(
        "must be the ARN of a KMS key such as 'arn:aws:kms:eu-west-1:123456789012:key/…'",
        byteCount: 1...2048,
        /arn:aws[a-z\-]*:kms:[a-z0-9\-]+:[0-9]{12}:(key|alias)\/[a-zA-Z0-9:\/_\-]+/
    )
}
