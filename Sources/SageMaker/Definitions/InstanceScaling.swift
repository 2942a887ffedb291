internal import Manifests

/// SageMaker's managed scaling of a variant's instances, for inference components.
///
/// Source: ProductionVariantManagedInstanceScaling in the Amazon SageMaker API Reference.
public struct ManagedInstanceScaling: Sendable, Hashable {
    /// The status of managed scaling.
    public enum Status: String, Sendable, Hashable, CaseIterable {
        /// SageMaker scales the instances.
        case enabled = "ENABLED"
        /// SageMaker does not scale the instances.
        case disabled = "DISABLED"
    }

    /// The rules by which instances are removed.
    public struct ScaleInPolicy: Sendable, Hashable {
        /// The selection of the instances to remove.
        public enum Strategy: String, Sendable, Hashable, CaseIterable {
            /// Removes instances without inference components.
            case idleRelease = "IDLE_RELEASE"
            /// Also removes instances whose inference components fit on other instances.
            case consolidation = "CONSOLIDATION"
        }

        /// The selection of the instances to remove.
        public var strategy: Strategy
        /// The maximum number of instances removed at a time, 1 to 100; nil for SageMaker's default.
        public var maximumStepSize: Int?
        /// The time between two steps, 5 to 1,440 minutes; nil for SageMaker's default.
        public var cooldownInMinutes: Int?

        /// Creates a scale-in policy; only a strategy is required.
        public init(strategy: Strategy, maximumStepSize: Int? = nil, cooldownInMinutes: Int? = nil) {
            self.strategy = strategy
            self.maximumStepSize = maximumStepSize
            self.cooldownInMinutes = cooldownInMinutes
        }
    }

    /// Whether managed scaling is on.
    public var status: Status
    /// The minimum number of instances; nil for the initial number.
    public var minInstanceCount: Int?
    /// The maximum number of instances; nil for SageMaker's default.
    public var maxInstanceCount: Int?
    /// The rules by which instances are removed; nil for SageMaker's default.
    public var scaleInPolicy: ScaleInPolicy?

    /// Creates managed scaling between two bounds; omitted values are SageMaker's defaults.
    public init(
        status: Status = .enabled,
        minInstanceCount: Int? = nil,
        maxInstanceCount: Int? = nil,
        scaleInPolicy: ScaleInPolicy? = nil
    ) {
        self.status = status
        self.minInstanceCount = minInstanceCount
        self.maxInstanceCount = maxInstanceCount
        self.scaleInPolicy = scaleInPolicy
    }
}

/// One of the instance types that a variant can use.
///
/// Source: InstancePool in the Amazon SageMaker API Reference.
public struct InstancePool: Sendable, Hashable {
    /// The instance type.
    public var instanceType: InstanceType
    /// The priority, 1 to 5; the type with priority 1 is tried first.
    public var priority: Int
    /// A model for these instances, such as one compiled for them; nil for the variant's model.
    public var modelNameOverride: DefinitionReference<Model>?

    /// Creates a pool of instances of one type.
    public init(
        instanceType: InstanceType,
        priority: Int,
        modelNameOverride: DefinitionReference<Model>? = nil
    ) {
        self.instanceType = instanceType
        self.priority = priority
        self.modelNameOverride = modelNameOverride
    }
}

/// The upload of core dumps of crashed containers.
///
/// Source: ProductionVariantCoreDumpConfig in the Amazon SageMaker API Reference.
public struct CoreDump: Sendable, Hashable {
    /// The S3 URI that core dumps are written below, `s3://bucket/prefix`.
    public var destinationS3Uri: String
    /// The id or ARN of the KMS key that encrypts the core dumps; nil for the bucket's default encryption.
    public var encryptionKey: String?

    /// Creates settings that upload core dumps below an S3 URI.
    public init(destinationS3Uri: String, encryptionKey: String? = nil) {
        self.destinationS3Uri = destinationS3Uri
        self.encryptionKey = encryptionKey
    }
}

// MARK: Reading

extension ManagedInstanceScaling.Status: DocumentEnum {}
extension ManagedInstanceScaling.ScaleInPolicy.Strategy: DocumentEnum {}

extension ManagedInstanceScaling: DocumentObject {
    package enum Property: String, DocumentProperty {
        case status, minInstanceCount, maxInstanceCount, scaleInPolicy
    }

    package init(reading value: DocumentValue) {
        let properties = DocumentProperties<Property>(value)
        self.init(
            status: properties.value(.status, default: .enabled),
            minInstanceCount: properties.optional(.minInstanceCount),
            maxInstanceCount: properties.optional(.maxInstanceCount),
            scaleInPolicy: properties.optional(.scaleInPolicy)
        )
    }
}

extension ManagedInstanceScaling.ScaleInPolicy: DocumentObject {
    package enum Property: String, DocumentProperty {
        case strategy, maximumStepSize, cooldownInMinutes
    }

    package init(reading value: DocumentValue) {
        let properties = DocumentProperties<Property>(value)
        self.init(
            strategy: properties.required(.strategy),
            maximumStepSize: properties.optional(.maximumStepSize),
            cooldownInMinutes: properties.optional(.cooldownInMinutes)
        )
    }
}

extension InstancePool: DocumentObject {
    package enum Property: String, DocumentProperty {
        case instanceType, priority, modelNameOverride
    }

    package init(reading value: DocumentValue) {
        let properties = DocumentProperties<Property>(value)
        self.init(
            instanceType: properties.required(.instanceType),
            priority: properties.required(.priority),
            modelNameOverride: properties.optional(.modelNameOverride)
        )
    }
}

extension CoreDump: DocumentObject {
    package enum Property: String, DocumentProperty {
        case destinationS3Uri, encryptionKey
    }

    package init(reading value: DocumentValue) {
        let properties = DocumentProperties<Property>(value)
        self.init(
            destinationS3Uri: properties.required(.destinationS3Uri),
            encryptionKey: properties.optional(.encryptionKey)
        )
    }
}
