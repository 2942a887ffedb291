internal import Basics

/// The name of a bucket of AWS or of an S3-compatible server.
///
/// A name becomes part of host names, so only letters, digits, dots, hyphens and underscores are accepted. The rule for
/// new buckets, `NamingRule.bucket`, is narrower; older buckets and other servers have names that break it.
public struct BucketName: Sendable, Hashable, CustomStringConvertible {
    /// The name as text.
    public let description: String

    /// Creates a name from 3 to 255 of these characters, beginning with a letter or digit.
    public init(_ text: String) throws(AWSNameError) {
        guard (3...255).contains(text.utf8.count), text.utf8.allSatisfy(isNamePart), let first = text.utf8.first,
            isAlphanumeric(first)
        else { throw .invalidBucketName(text) }
        description = text
    }

    /// Whether the name can be a prefix of an endpoint's host name.
    package var isHostName: Bool {
        description.utf8.count <= 63
            && description.split(separator: ".", omittingEmptySubsequences: false).allSatisfy(isHostLabel)
    }

    /// Whether the name contains dots: a wildcard certificate covers only one label.
    package var hasDots: Bool { description.contains(".") }
}

extension NamingRule {
    /// Source: "General purpose bucket naming rules" in the Amazon S3 User Guide.
    ///
    /// The alias of an access point stands in the place of a bucket's name, and has a reserved suffix.
    package static let bucket = NamingRule(
        "must be a bucket name: 3 to 63 lower-case letters, digits, '-' and '.', beginning and ending with a letter "
            + "or digit, without the prefixes and suffixes that S3 reserves, such as 'xn--' and '-s3alias'",
        templatePattern: "[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]"
    ) { name in
        (3...63).contains(name.utf8.count) && bucketName.matches(name) && !name.contains("..")
            && !ipAddress.matches(name) && !reservedPrefixes.contains(where: name.hasPrefix)
            && (!reservedSuffixes.contains(where: name.hasSuffix) || accessPointAlias.matches(name))
    }

    private static let reservedPrefixes = ["xn--", "sthree-", "amzn-s3-demo-"]
    private static let reservedSuffixes = ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"]

    /// Source: "Access point aliases" in the Amazon S3 User Guide: a name, 20 and more characters that S3 chooses, and
    /// the suffix.
    private static let accessPointAlias = Pattern(/[a-z0-9\-]+-[a-z0-9]{20,}(-s3alias|--ol-s3)/)
    private static let bucketName = Pattern(/[a-z0-9][a-z0-9.\-]*[a-z0-9]/)
    private static let ipAddress = Pattern(/[0-9]+\.[0-9]+\.[0-9]+\.[0-9]+/)
}

private func isAlphanumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        true
    default: false
    }
}

private func isNamePart(_ byte: UInt8) -> Bool {
    isAlphanumeric(byte) || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
}

/// Whether a text is a label of a host name (RFC 1123) in lower case: host names ignore case, buckets' names do not.
private func isHostLabel(_ label: Substring) -> Bool {
    guard let first = label.utf8.first, let last = label.utf8.last else { return false }
    return isAlphanumeric(first) && isAlphanumeric(last)
        && label.utf8.allSatisfy { $0 != UInt8(ascii: "_") && !(UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
}
