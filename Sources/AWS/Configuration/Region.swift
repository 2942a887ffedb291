public import HTTP

/// The name of an AWS region, `eu-west-1`.
///
/// A name becomes part of host names and of signatures, so nothing but letters, digits and hyphens is let in. Whether
/// the region exists is AWS's to say: new ones come every year, and servers that speak S3 have regions of their own.
public struct Region: Sendable, Hashable, CustomStringConvertible {
    /// The name.
    public let name: String

    /// Makes a region of its name: 1 to 63 letters, digits and hyphens, as a part of a host name (RFC 1123).
    public init(_ name: String) throws(AWSConfigurationError) {
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
    public var partition: Partition { Partition(ofRegionNamed: name) }

    /// Returns the URL of AWS's own endpoint of a service, by the prefix of its host name: `s3`, `sts`, `api.ecr`.
    public func endpoint(of service: String) -> HTTPURL {
        HTTPURL(scheme: .https, host: "\(service).\(name).\(partition.dnsSuffix)")
    }
}

/// A part of AWS with its own accounts, endpoints and ARNs.
///
/// The prefixes and suffixes are those of `partitions.json` in the AWS SDKs (botocore).
public enum Partition: String, Sendable, Hashable, CaseIterable {
    case aws
    case china = "aws-cn"
    case govCloud = "aws-us-gov"
    case iso = "aws-iso"
    case isoB = "aws-iso-b"
    case isoE = "aws-iso-e"
    case isoF = "aws-iso-f"
    case europeanSovereign = "aws-eusc"

    init(ofRegionNamed name: String) {
        self = Self.allCases.first { $0.regionPrefix.map(name.hasPrefix) ?? false } ?? .aws
    }

    private var regionPrefix: String? {
        switch self {
        case .aws: nil
        case .china: "cn-"
        case .govCloud: "us-gov-"
        case .iso: "us-iso-"
        case .isoB: "us-isob-"
        case .isoE: "eu-isoe-"
        case .isoF: "us-isof-"
        case .europeanSovereign: "eusc-"
        }
    }

    /// The end of the host names of the partition's services.
    public var dnsSuffix: String {
        switch self {
        case .aws, .govCloud: "amazonaws.com"
        case .china: "amazonaws.com.cn"
        case .iso: "c2s.ic.gov"
        case .isoB: "sc2s.sgov.gov"
        case .isoE: "cloud.adc-e.uk"
        case .isoF: "csp.hci.ic.gov"
        case .europeanSovereign: "amazonaws.eu"
        }
    }
}
