internal import Basics
internal import Manifests

/// A variant of an endpoint configuration: a model on dedicated instances, and its share of the requests.
///
/// A variant without a model has instances for inference components, which are added to the endpoint later; its
/// configuration has an execution role.
///
/// Source: ProductionVariant in the Amazon SageMaker API Reference.
public struct InstanceProductionVariant: Sendable, Hashable {
    /// The served model; nil for inference components.
    public var model: DefinitionReference<Model>?
    /// The variant's name, unique within the endpoint configuration.
    public var variantName: String
    /// The variant's weight: its share of the requests is its weight divided by the sum of all weights.
    ///
    /// A variant with weight 0 receives no requests until the weight is updated.
    public var initialVariantWeight: Double
    /// The initial number of instances, at least 1.
    public var initialInstanceCount: Int
    /// The types of the instances.
    public var hardware: Hardware
    /// The time limit for a container to pass its first health check, 60 to 3,600 seconds; nil for SageMaker's default.
    public var containerStartupHealthCheckTimeoutInSeconds: Int?
    /// The time limit for an instance to download the model data, 60 to 3,600 seconds; nil for SageMaker's default.
    public var modelDataDownloadTimeoutInSeconds: Int?
    /// The time limit for provisioning the instances, 300 to 3,600 seconds; nil for SageMaker's default.
    public var variantInstanceProvisionTimeoutInSeconds: Int?
    /// The size of each instance's volume, 1 to 512 GiB; nil for SageMaker's default.
    public var volumeSizeInGB: Int?
    /// The version of the machine image of the instances; nil for SageMaker's default.
    public var inferenceAmiVersion: String?
    /// Whether users can log in to the instances through AWS Systems Manager.
    public var enableSSMAccess: Bool
    /// SageMaker's managed scaling of the instances, for inference components only; nil for none.
    public var managedInstanceScaling: ManagedInstanceScaling?
    /// The distribution of requests among the instances; nil for SageMaker's default, `random`.
    public var routingStrategy: RoutingStrategy?
    /// The upload of core dumps of crashed containers; nil for none.
    public var coreDump: CoreDump?

    /// The instance types of a variant.
    public enum Hardware: Sendable, Hashable {
        /// One type for all instances.
        case type(InstanceType)
        /// Several types, of which SageMaker uses the first available one in order of priority.
        case pools([InstancePool])
    }

    /// The distribution of requests among a variant's instances.
    public enum RoutingStrategy: String, Sendable, Hashable, CaseIterable {
        /// Each request goes to the instance with the fewest outstanding requests.
        case leastOutstandingRequests = "LEAST_OUTSTANDING_REQUESTS"
        /// Each request goes to a random instance.
        case random = "RANDOM"
    }

    /// Creates a variant; the defaults are those of the AWS CDK's SageMaker library.
    public init(
        model: DefinitionReference<Model>? = nil,
        variantName: String,
        initialVariantWeight: Double = 1,
        initialInstanceCount: Int = 1,
        instanceType: InstanceType = "ml.t2.medium",
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
        self.containerStartupHealthCheckTimeoutInSeconds = containerStartupHealthCheckTimeoutInSeconds
        self.modelDataDownloadTimeoutInSeconds = modelDataDownloadTimeoutInSeconds
        self.volumeSizeInGB = volumeSizeInGB
        self.enableSSMAccess = false
        self.managedInstanceScaling = managedInstanceScaling
        self.routingStrategy = routingStrategy
    }
}

/// A SageMaker instance type, such as `ml.c5.xlarge`.
///
/// Not an enumeration, since AWS often adds types.
public struct InstanceType: Sendable, Hashable, RawRepresentable, ExpressibleByStringLiteral {
    /// The name of the type, as AWS writes it.
    public let rawValue: String

    /// Creates an instance type from its name, which is checked with the other rules of SageMaker.
    public init(rawValue: String) {
        self.rawValue = rawValue
    }

    /// Creates an instance type from a string literal, its name.
    public init(stringLiteral value: String) {
        self.init(rawValue: value)
    }

    /// Whether the type is burstable, which AWS Application Auto Scaling does not support.
    ///
    /// Source: "Prerequisites" of "Automatic scaling of Amazon SageMaker AI models" in its Developer Guide.
    var isBurstable: Bool { Self.burstable.matches(rawValue) }

    /// Whether the type has Inferentia chips of the first generation, which several features exclude.
    var isInferentia1: Bool { rawValue.hasPrefix("ml.inf1.") }

    private static let burstable = Pattern(/ml\.t[0-9][a-z]*\..*/)
}

// MARK: Reading

extension InstanceProductionVariant.RoutingStrategy: DocumentEnum {}

extension InstanceType: DocumentReadable {
    package init(reading value: DocumentValue) { self.init(rawValue: String(reading: value)) }
}

extension InstanceProductionVariant {
    /// The instance types of the variant.
    var instanceTypes: [InstanceType] {
        switch hardware {
        case .type(let type): [type]
        case .pools(let pools): pools.map(\.instanceType)
        }
    }
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
            model: properties.optional(.model),
            variantName: properties.required(.variantName),
            // The default replaces a missing weight only: a weight of 0 is valid.
            initialVariantWeight: properties.value(.initialVariantWeight, default: 1),
            initialInstanceCount: properties.value(.initialInstanceCount, default: 1),
            instanceType: properties.value(.instanceType, default: "ml.t2.medium"),
            containerStartupHealthCheckTimeoutInSeconds:
                properties.optional(.containerStartupHealthCheckTimeoutInSeconds),
            modelDataDownloadTimeoutInSeconds: properties.optional(.modelDataDownloadTimeoutInSeconds),
            volumeSizeInGB: properties.optional(.volumeSizeInGB),
            managedInstanceScaling: properties.optional(.managedInstanceScaling),
            routingStrategy: properties.optional(.routingStrategy)
        )
        if properties.has(.acceleratorType) {
            // ProductionVariant, AcceleratorType: "Elastic Inference (EI) is no longer available."
            properties.requiredValue(.acceleratorType).report(
                .notSupported,
                "is not supported: Amazon Elastic Inference is no longer available",
                fix: "remove it, and use an instance type with accelerators such as 'ml.g5.xlarge' or 'ml.inf2.xlarge'"
            )
        }
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
