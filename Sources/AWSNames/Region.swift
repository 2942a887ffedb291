/// The name of an AWS region, `eu-west-1`.
///
/// A name becomes part of host names and of signatures, so only letters, digits and hyphens are accepted. Whether the
/// region exists is not checked: AWS adds regions every year, and S3-compatible servers define their own.
public struct Region: Sendable, Hashable, CustomStringConvertible {
    /// The name.
    public let name: String

    /// Creates a region from its name: 1 to 63 letters, digits and hyphens, as in a label of a host name (RFC 1123).
    public init(_ name: String) throws(AWSNameError) {
        let isName = name.utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
        guard isName, (1...63).contains(name.utf8.count), !name.hasPrefix("-"), !name.hasSuffix("-") else {
            throw .invalidRegion(name)
        }
        self.name = name
    }

    /// The name.
    public var description: String { name }

    /// The partition that the region belongs to.
    public var partition: Partition { Partition(ofRegion: name) }
}

extension NamingRule {
    /// The syntax of AWS's region names; a list would need a release for each new region.
    package static let region = NamingRule("must be a region such as 'eu-west-1'", /[a-z]+(-[a-z]+)+-[0-9]+/)
}
