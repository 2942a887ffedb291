internal import Manifests

/// How an endpoint serves models: on what, and which share of the requests goes where.
///
/// Source: CreateEndpointConfig in the Amazon SageMaker API Reference.
public struct EndpointConfig: Sendable, Hashable {
    /// The variants that answer requests: up to ten on instances of their own, or a serverless one.
    public enum ProductionVariants: Sendable, Hashable {
        /// Each a model on instances of its own.
        case instances([InstanceProductionVariant])
        /// One model on whatever SageMaker has at hand.
        case serverless(ServerlessProductionVariant)
    }

    /// The variants that answer requests.
    public var productionVariants: ProductionVariants
    /// The variants that get copies of the requests, and whose answers nobody gets.
    public var shadowProductionVariants: [InstanceProductionVariant]
    /// The configuration's own name: made for it if nil, anew whenever its content changes.
    public var endpointConfigName: String?
    /// The KMS key, id or ARN, that the instances' volumes are encrypted with: none of one's own if nil.
    public var encryptionKey: String?
    /// The ARN of the role for models that are put onto the endpoint later, as inference components: none if nil.
    public var executionRole: String?
    /// The capture of requests and responses: none if nil.
    public var dataCapture: DataCapture?
    /// Where answers go that nobody waits for: requests are answered at once if nil.
    public var asyncInference: AsyncInference?
    /// The configuration's tags.
    public var tags: [String: String]

    /// The variants on instances: none where there is a serverless one.
    public var instanceProductionVariants: [InstanceProductionVariant] {
        if case .instances(let variants) = productionVariants { variants } else { [] }
    }

    /// Defines an endpoint configuration.
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

    /// Defines an endpoint configuration of variants on instances.
    public init(instanceProductionVariants: [InstanceProductionVariant], endpointConfigName: String? = nil) {
        self.init(.instances(instanceProductionVariants), endpointConfigName: endpointConfigName)
    }

    /// Defines an endpoint configuration of a serverless variant.
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
