/// The name of a bucket.
///
/// A name becomes part of host names, so nothing but letters, digits, dots, hyphens and underscores is let in. AWS's own
/// rules for new buckets are narrower; older buckets and other servers have names that break them.
public struct BucketName: Sendable, Hashable, CustomStringConvertible {
    /// The name as text.
    public let description: String

    /// Makes a name of 3 to 255 of the characters above, the first one a letter or digit.
    public init(_ text: String) throws(S3Error) {
        guard (3...255).contains(text.utf8.count), text.utf8.allSatisfy(isNamePart), let first = text.utf8.first,
            isAlphanumeric(first)
        else { throw .invalidBucketName(text) }
        description = text
    }

    /// Whether the name can stand before an endpoint's host.
    var isHostName: Bool {
        description.utf8.count <= 63
            && description.split(separator: ".", omittingEmptySubsequences: false).allSatisfy(isHostLabel)
    }

    /// Whether the name has several labels, for which no wildcard certificate is valid.
    var hasDots: Bool { description.contains(".") }
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

/// RFC 1123 in lower case: host names are compared without regard to case, names of buckets are not.
private func isHostLabel(_ label: Substring) -> Bool {
    guard let first = label.utf8.first, let last = label.utf8.last else { return false }
    return isAlphanumeric(first) && isAlphanumeric(last)
        && label.utf8.allSatisfy { $0 != UInt8(ascii: "_") && !(UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) }
}
