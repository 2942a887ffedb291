internal import Manifests

/// How an endpoint serves models: on which instances, and which share of the requests goes where.
///
/// Source: CreateEndpointConfig in the Amazon SageMaker API Reference.
public struct EndpointConfig: Sendable, Hashable {
    /// The variants, each a model on instances of its own.
    public var instanceProductionVariants: [InstanceProductionVariant]
    /// The configuration's own name: made by CloudFormation if nil.
    public var endpointConfigName: String?

    /// Defines an endpoint configuration.
    public init(instanceProductionVariants: [InstanceProductionVariant], endpointConfigName: String? = nil) {
        self.instanceProductionVariants = instanceProductionVariants
        self.endpointConfigName = endpointConfigName
    }
}

extension EndpointConfig: Decodable {
    package enum CodingKeys: String, PropertyKey {
        case instanceProductionVariants, endpointConfigName
    }

    /// Decodes an endpoint configuration of a manifest.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        self.init(
            instanceProductionVariants: try container.decode(
                [InstanceProductionVariant].self,
                forKey: .instanceProductionVariants
            ),
            endpointConfigName: try container.decodeIfPresent(String.self, forKey: .endpointConfigName)
        )
    }
}
