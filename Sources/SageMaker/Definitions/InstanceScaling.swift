internal import Manifests

/// SageMaker's own scaling of a variant's instances, for inference components.
///
/// Source: ProductionVariantManagedInstanceScaling in the Amazon SageMaker API Reference.
public struct ManagedInstanceScaling: Sendable, Hashable {
    /// Whether it is on.
    public enum Status: String, Sendable, Hashable, CaseIterable {
        /// It is on.
        case enabled = "ENABLED"
        /// It is off.
        case disabled = "DISABLED"
    }

    /// How instances are given back.
    public struct ScaleInPolicy: Sendable, Hashable {
        /// Which instances go.
        public enum Strategy: String, Sendable, Hashable, CaseIterable {
            /// Those that have nothing on them.
            case idleRelease = "IDLE_RELEASE"
            /// Also those whose inference components have room elsewhere.
            case consolidation = "CONSOLIDATION"
        }

        /// Which instances go.
        public var strategy: Strategy
        /// How many go at a time: SageMaker's own number if nil.
        public var maximumStepSize: Int?
        /// How long to wait between two steps, in minutes: SageMaker's own time if nil.
        public var cooldownInMinutes: Int?

        /// Makes a policy.
        public init(strategy: Strategy, maximumStepSize: Int? = nil, cooldownInMinutes: Int? = nil) {
            self.strategy = strategy
            self.maximumStepSize = maximumStepSize
            self.cooldownInMinutes = cooldownInMinutes
        }
    }

    /// Whether it is on.
    public var status: Status
    /// The least number of instances: the initial one if nil.
    public var minInstanceCount: Int?
    /// The greatest number of instances.
    public var maxInstanceCount: Int?
    /// How instances are given back: as SageMaker does if nil.
    public var scaleInPolicy: ScaleInPolicy?

    /// Scales the instances of a variant between two bounds; SageMaker's own if nil.
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

/// A type of instances that a variant may run on, among others.
///
/// Source: InstancePool in the Amazon SageMaker API Reference.
public struct InstancePool: Sendable, Hashable {
    /// The type.
    public var instanceType: InstanceType
    /// When it is tried: 1 is the first.
    public var priority: Int
    /// Another model for these instances, such as one compiled for them: the variant's if nil.
    public var modelNameOverride: DefinitionReference<Model>?

    /// Makes a pool.
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

/// Where the memory of containers that crash is kept.
///
/// Source: ProductionVariantCoreDumpConfig in the Amazon SageMaker API Reference.
public struct CoreDump: Sendable, Hashable {
    /// Where to, `s3://bucket/prefix`.
    public var destinationS3Uri: String
    /// The KMS key, id or ARN, to encrypt it with: none of one's own if nil.
    public var encryptionKey: String?

    /// Uploads core dumps below an S3 URI.
    public init(destinationS3Uri: String, encryptionKey: String? = nil) {
        self.destinationS3Uri = destinationS3Uri
        self.encryptionKey = encryptionKey
    }
}

// MARK: Reading

extension ManagedInstanceScaling.Status: DocumentWord {}
extension ManagedInstanceScaling.ScaleInPolicy.Strategy: DocumentWord {}

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
