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
    /// The variants of S3's endpoints that the partition has, as botocore's `endpoint-rule-set.json` and `endpoints.json`
    /// have them.
    package var s3Variants: EndpointVariants {
        switch self {
        case .aws, .govCloud, .iso, .isoB, .europeanSovereign: [.fips, .dualStack]
        case .china: .dualStack
        case .isoE, .isoF: .fips
        }
    }
}
