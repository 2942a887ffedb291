/// The variants of AWS's own endpoints, which the shared settings ask for.
public struct EndpointVariants: OptionSet, Sendable, Hashable {
    /// The bits of the variants.
    public let rawValue: Int

    /// Creates a set from its bits.
    public init(rawValue: Int) { self.rawValue = rawValue }

    /// Endpoints with cryptography that is validated by FIPS 140.
    public static let fips = EndpointVariants(rawValue: 1)
    /// Endpoints that have IPv6 addresses beside those of IPv4.
    public static let dualStack = EndpointVariants(rawValue: 2)
}

extension Partition {
    /// Returns the variants of a service's endpoints that the partition has, as botocore's `endpoint-rule-set.json` and
    /// `endpoints.json` have them.
    package func variants(ofService service: String) -> EndpointVariants {
        guard service == "s3" else { return [.fips, .dualStack] }
        return switch self {
        case .aws, .govCloud, .iso, .isoB, .europeanSovereign: [.fips, .dualStack]
        case .china: .dualStack
        case .isoE, .isoF: .fips
        }
    }

    /// The domain of the dual-stack endpoints of services other than S3, as botocore's `partitions.json` has it.
    package var dualStackSuffix: String { "api.\(dualStackDomain)" }

    /// The domain of the dual-stack hosts of Amazon ECR's registries.
    ///
    /// Source: "Amazon ECR endpoints" in the Amazon ECR User Guide: `on.aws`, `on.amazonwebservices.com.cn`.
    package var dualStackRegistrySuffix: String { "on.\(dualStackDomain)" }

    private var dualStackDomain: String {
        switch self {
        case .aws, .govCloud: "aws"
        case .china: "amazonwebservices.com.cn"
        case .iso: "aws.ic.gov"
        case .isoB: "aws.scloud"
        case .isoE: "cloud-aws.adc-e.uk"
        case .isoF: "aws.hci.ic.gov"
        case .europeanSovereign: "amazonwebservices.eu"
        }
    }
}
