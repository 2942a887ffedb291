/// A part of AWS with its own accounts, endpoints and ARNs; the raw value is its name in ARNs.
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

    /// Returns the partition of a region, by the prefix of the region's name.
    public init(ofRegion name: String) {
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

    /// The domain of the partition's services.
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
