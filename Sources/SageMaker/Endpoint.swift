internal import Manifests

/// A place to send inference requests to.
///
/// Source: CreateEndpoint in the Amazon SageMaker API Reference.
public struct Endpoint: Sendable, Hashable {
    /// How it serves models.
    public var endpointConfig: DefinitionReference<EndpointConfig>
    /// The endpoint's own name, which its callers use: made by CloudFormation if nil.
    public var endpointName: String?

    /// Defines an endpoint.
    public init(endpointConfig: DefinitionReference<EndpointConfig>, endpointName: String? = nil) {
        self.endpointConfig = endpointConfig
        self.endpointName = endpointName
    }
}

extension Endpoint: Decodable {
    package enum CodingKeys: String, PropertyKey {
        case endpointConfig, endpointName
    }

    /// Decodes an endpoint of a manifest.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        self.init(
            endpointConfig: try container.decode(DefinitionReference<EndpointConfig>.self, forKey: .endpointConfig),
            endpointName: try container.decodeIfPresent(String.self, forKey: .endpointName)
        )
    }
}
