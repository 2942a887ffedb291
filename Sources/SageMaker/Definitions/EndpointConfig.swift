internal import Manifests

/// An endpoint configuration: the models that an endpoint serves, their instances, and the distribution of requests.
///
/// Source: CreateEndpointConfig in the Amazon SageMaker API Reference.
public struct EndpointConfig: Sendable, Hashable {
    /// The variants that respond to requests: 1 to 10 on instances, or a serverless one.
    public enum ProductionVariants: Sendable, Hashable {
        /// Variants with dedicated instances.
        case instances([InstanceProductionVariant])
        /// One serverless variant.
        case serverless(ServerlessProductionVariant)
    }

    /// The variants that respond to requests.
    public var productionVariants: ProductionVariants
    /// The shadow variants, which receive copies of requests and whose responses are discarded; at most 1.
    public var shadowProductionVariants: [InstanceProductionVariant]
    /// The configuration's name; nil for a generated one, which changes whenever the content changes.
    public var endpointConfigName: String?
    /// The id or ARN of the KMS key that encrypts the instances' volumes; nil for SageMaker's default encryption.
    public var encryptionKey: String?
    /// The ARN of the role of inference components that are added to the endpoint later; nil for none.
    ///
    /// Only with such a role may a variant have no model.
    public var executionRole: String?
    /// The capture of requests and responses; nil for none.
    public var dataCapture: DataCapture?
    /// The settings of asynchronous inference; nil for real-time inference.
    public var asyncInference: AsyncInference?
    /// The configuration's tags.
    public var tags: [String: String]

    /// The production variants with dedicated instances; empty for a serverless variant.
    public var instanceProductionVariants: [InstanceProductionVariant] {
        if case .instances(let variants) = productionVariants { variants } else { [] }
    }

    /// Creates the definition of an endpoint configuration; only variants are required.
    public init(
        _ productionVariants: ProductionVariants,
        shadowProductionVariants: [InstanceProductionVariant] = [],
        endpointConfigName: String? = nil,
        encryptionKey: String? = nil,
        executionRole: String? = nil,
        dataCapture: DataCapture? = nil,
        asyncInference: AsyncInference? = nil,
        tags: [String: String] = [:]
    ) {
        self.productionVariants = productionVariants
        self.shadowProductionVariants = shadowProductionVariants
        self.endpointConfigName = endpointConfigName
        self.encryptionKey = encryptionKey
        self.executionRole = executionRole
        self.dataCapture = dataCapture
        self.asyncInference = asyncInference
        self.tags = tags
    }

    /// Creates the definition of an endpoint configuration with variants on instances.
    public init(instanceProductionVariants: [InstanceProductionVariant], endpointConfigName: String? = nil) {
        self.init(.instances(instanceProductionVariants), endpointConfigName: endpointConfigName)
    }

    /// Creates the definition of an endpoint configuration with a serverless variant.
    public init(serverlessProductionVariant: ServerlessProductionVariant, endpointConfigName: String? = nil) {
        self.init(.serverless(serverlessProductionVariant), endpointConfigName: endpointConfigName)
    }
}

// MARK: Reading

extension EndpointConfig: DocumentObject {
    package enum Property: String, DocumentProperty {
        case instanceProductionVariants, serverlessProductionVariant, shadowProductionVariants
        case endpointConfigName, encryptionKey, executionRole, dataCapture, asyncInference, tags
    }

    package init(reading value: DocumentValue) {
        let properties = DocumentProperties<Property>(value)
        let variants: ProductionVariants =
            switch properties.only(of: [.instanceProductionVariants, .serverlessProductionVariant]) {
            case .serverlessProductionVariant: .serverless(properties.required(.serverlessProductionVariant))
            case .instanceProductionVariants: .instances(properties.required(.instanceProductionVariants))
            default: .instances([])
            }
        self.init(
            variants,
            shadowProductionVariants: properties.value(.shadowProductionVariants, default: []),
            endpointConfigName: properties.optional(.endpointConfigName),
            encryptionKey: properties.optional(.encryptionKey),
            executionRole: properties.optional(.executionRole),
            dataCapture: properties.optional(.dataCapture),
            asyncInference: properties.optional(.asyncInference),
            tags: properties.value(.tags, default: [:])
        )
    }
}
