internal import Basics
internal import Manifests

/// A model on instances of its own, and its share of an endpoint's requests.
///
/// Source: ProductionVariant in the Amazon SageMaker API Reference.
public struct InstanceProductionVariant: Sendable, Hashable {
    /// The model.
    public var model: DefinitionReference<Model>
    /// The variant's name, of its own in the endpoint configuration.
    public var variantName: String
    /// The variant's share: its weight divided by the sum of all.
    ///
    /// A weight of 0 gives it no requests until it is updated.
    public var initialVariantWeight: Double
    /// The number of instances to start with.
    public var initialInstanceCount: Int
    /// The types of the instances.
    public var hardware: Hardware
    /// The type of Elastic Inference accelerator beside each instance: none if nil.
    public var acceleratorType: String?
    /// How long a container may take to answer its first health check, in seconds: SageMaker's own time if nil.
    public var containerStartupHealthCheckTimeoutInSeconds: Int?
    /// How long an instance may take to get the model data, in seconds: SageMaker's own time if nil.
    public var modelDataDownloadTimeoutInSeconds: Int?
    /// How long SageMaker may take to find instances, in seconds: its own time if nil.
    public var variantInstanceProvisionTimeoutInSeconds: Int?
    /// The size of each instance's volume, in GiB: SageMaker's own choice if nil.
    public var volumeSizeInGB: Int?
    /// The machine image that the instances start from: SageMaker's own choice if nil.
    public var inferenceAmiVersion: String?
    /// Whether people may log in to the instances through AWS Systems Manager.
    public var enableSSMAccess: Bool
    /// SageMaker's own scaling of the instances: off if nil.
    public var managedInstanceScaling: ManagedInstanceScaling?
    /// How requests are spread over the instances: at random if nil.
    public var routingStrategy: RoutingStrategy?
    /// Where the memory of containers that crash is kept: nowhere if nil.
    public var coreDump: CoreDump?

    /// The types of a variant's instances.
    public enum Hardware: Sendable, Hashable {
        /// All of one type.
        case type(InstanceType)
        /// Of the types that can be had, tried in the order of their priorities.
        case pools([InstancePool])
    }

    /// How requests are spread over a variant's instances.
    public enum RoutingStrategy: String, Sendable, Hashable, CaseIterable {
        /// To the instance with the fewest requests that it has not answered.
        case leastOutstandingRequests = "LEAST_OUTSTANDING_REQUESTS"
        /// At random.
        case random = "RANDOM"
    }

    /// Defines a variant; what is left out is as in the CDK's library.
    public init(
        model: DefinitionReference<Model>,
        variantName: String,
        initialVariantWeight: Double = 1,
        initialInstanceCount: Int = 1,
        instanceType: InstanceType = "ml.t2.medium",
        acceleratorType: String? = nil,
        containerStartupHealthCheckTimeoutInSeconds: Int? = nil,
        modelDataDownloadTimeoutInSeconds: Int? = nil,
        volumeSizeInGB: Int? = nil,
        managedInstanceScaling: ManagedInstanceScaling? = nil,
        routingStrategy: RoutingStrategy? = nil
    ) {
        self.model = model
        self.variantName = variantName
        self.initialVariantWeight = initialVariantWeight
        self.initialInstanceCount = initialInstanceCount
        self.hardware = .type(instanceType)
        self.acceleratorType = acceleratorType
        self.containerStartupHealthCheckTimeoutInSeconds = containerStartupHealthCheckTimeoutInSeconds
        self.modelDataDownloadTimeoutInSeconds = modelDataDownloadTimeoutInSeconds
        self.volumeSizeInGB = volumeSizeInGB
        self.enableSSMAccess = false
        self.managedInstanceScaling = managedInstanceScaling
        self.routingStrategy = routingStrategy
    }
}

/// A type of SageMaker instances, such as `ml.c5.xlarge`.
///
/// Which there are is for AWS to say: new ones come often.
public struct InstanceType: Sendable, Hashable, RawRepresentable, ExpressibleByStringLiteral {
    /// The type as AWS writes it.
    public let rawValue: String

    /// Names a type.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// Makes it of a string literal.
    public init(stringLiteral value: String) {
        self.init(rawValue: value)
    }

    /// Whether AWS Application Auto Scaling refuses it: instances whose speed comes from credits.
    ///
    /// Source: "Prerequisites" of "Automatic scaling of Amazon SageMaker AI models" in its Developer Guide.
    var isBurstable: Bool { Self.burstable.matches(rawValue) }

    private static let burstable = Pattern(/ml\.t[0-9][a-z]*\..*/)
}

// MARK: Reading

extension InstanceProductionVariant.RoutingStrategy: DocumentWord {}

extension InstanceType: DocumentReadable {
    package init(reading value: DocumentValue) { self.init(rawValue: String(reading: value)) }
}

extension InstanceProductionVariant: DocumentObject {
    package enum Property: String, DocumentProperty {
        case model, variantName, initialVariantWeight, initialInstanceCount, instanceType, instancePools
        case acceleratorType, containerStartupHealthCheckTimeoutInSeconds, modelDataDownloadTimeoutInSeconds
        case variantInstanceProvisionTimeoutInSeconds, volumeSizeInGB, inferenceAmiVersion, enableSSMAccess
        case managedInstanceScaling, routingStrategy, coreDump
    }

    package init(reading value: DocumentValue) {
        let properties = DocumentProperties<Property>(value)
        self.init(
            model: properties.required(.model),
            variantName: properties.required(.variantName),
            // Asked for nil and not for zero: a weight of 0 is a weight.
            initialVariantWeight: properties.value(.initialVariantWeight, default: 1),
            initialInstanceCount: properties.value(.initialInstanceCount, default: 1),
            instanceType: properties.value(.instanceType, default: "ml.t2.medium"),
            acceleratorType: properties.optional(.acceleratorType),
            containerStartupHealthCheckTimeoutInSeconds:
                properties.optional(.containerStartupHealthCheckTimeoutInSeconds),
            modelDataDownloadTimeoutInSeconds: properties.optional(.modelDataDownloadTimeoutInSeconds),
            volumeSizeInGB: properties.optional(.volumeSizeInGB),
            managedInstanceScaling: properties.optional(.managedInstanceScaling),
            routingStrategy: properties.optional(.routingStrategy)
        )
        if properties.has(.instancePools) {
            if properties.has(.instanceType) {
                value.report(.conflictingProperties, "must have only one of 'instanceType' and 'instancePools'")
            }
            hardware = .pools(properties.required(.instancePools))
        }
        variantInstanceProvisionTimeoutInSeconds = properties.optional(.variantInstanceProvisionTimeoutInSeconds)
        inferenceAmiVersion = properties.optional(.inferenceAmiVersion)
        enableSSMAccess = properties.value(.enableSSMAccess, default: false)
        coreDump = properties.optional(.coreDump)
    }
}
