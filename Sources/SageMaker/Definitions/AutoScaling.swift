internal import Manifests

/// How the number of a variant's instances follows its load.
///
/// Source: "Automatic scaling of Amazon SageMaker AI models" in the Amazon SageMaker Developer Guide.
public struct AutoScaling: Sendable, Hashable {
    /// The least number of instances: the variant's initial one if nil; 0 is for asynchronous endpoints only.
    public var minCapacity: Int?
    /// The greatest number of instances.
    public var maxCapacity: Int
    /// By the requests that each instance gets.
    public var scaleOnInvocations: InvocationScaling?
    /// By the requests that wait, for asynchronous endpoints.
    public var scaleOnBacklog: BacklogScaling?

    /// Scales a variant between two capacities, by any number of targets.
    public init(
        minCapacity: Int? = nil,
        maxCapacity: Int,
        scaleOnInvocations: InvocationScaling? = nil,
        scaleOnBacklog: BacklogScaling? = nil
    ) {
        self.minCapacity = minCapacity
        self.maxCapacity = maxCapacity
        self.scaleOnInvocations = scaleOnInvocations
        self.scaleOnBacklog = scaleOnBacklog
    }

    /// The name and the cooldowns that all scaling policies have.
    public struct Pace: Sendable, Hashable {
        /// The policy's own name: made for it if nil.
        public var policyName: String?
        /// How long to wait after instances were taken away, in seconds: as long as AWS does if nil.
        public var scaleInCooldownInSeconds: Int?
        /// How long to wait after instances were added, in seconds: as long as AWS does if nil.
        public var scaleOutCooldownInSeconds: Int?
        /// Whether instances are only ever added.
        public var disableScaleIn: Bool

        /// Joins a name and cooldowns; AWS's own where nil.
        public init(
            policyName: String? = nil,
            scaleInCooldownInSeconds: Int? = nil,
            scaleOutCooldownInSeconds: Int? = nil,
            disableScaleIn: Bool = false
        ) {
            self.policyName = policyName
            self.scaleInCooldownInSeconds = scaleInCooldownInSeconds
            self.scaleOutCooldownInSeconds = scaleOutCooldownInSeconds
            self.disableScaleIn = disableScaleIn
        }
    }

    /// Scaling by the requests that each instance gets.
    public struct InvocationScaling: Sendable, Hashable {
        /// How many requests one instance can take, a second.
        public var maxRequestsPerSecond: Double
        /// How much of that it shall get: above 0, at most 1.
        public var safetyFactor: Double
        /// Cool-downs and the like.
        public var pace: Pace

        /// Scales so that each instance serves its share of the requests that it can serve in a second.
        public init(maxRequestsPerSecond: Double, safetyFactor: Double = 0.5, pace: Pace = Pace()) {
            self.maxRequestsPerSecond = maxRequestsPerSecond
            self.safetyFactor = safetyFactor
            self.pace = pace
        }

        /// The requests that an instance shall get, a minute.
        ///
        /// Source: "Load testing your auto scaling configuration" in the Amazon SageMaker Developer Guide, as in the
        /// CDK's library.
        var invocationsPerMinute: Double { maxRequestsPerSecond * safetyFactor * 60 }
    }

    /// Scaling by the requests that wait at an asynchronous endpoint.
    ///
    /// With a `minCapacity` of 0 the last instance goes when nothing waits, and one is started when something does.
    /// Source: "Autoscale an asynchronous endpoint" in the Amazon SageMaker Developer Guide.
    public struct BacklogScaling: Sendable, Hashable {
        /// How many requests may wait for each instance.
        public var backlogSizePerInstance: Double
        /// Cool-downs and the like.
        public var pace: Pace

        /// Scales so that each instance has this many requests waiting in the queue.
        public init(backlogSizePerInstance: Double, pace: Pace = Pace()) {
            self.backlogSizePerInstance = backlogSizePerInstance
            self.pace = pace
        }
    }
}

// MARK: Reading

extension AutoScaling: DocumentObject {
    package enum Property: String, DocumentProperty {
        case minCapacity, maxCapacity, scaleOnInvocations, scaleOnBacklog
    }

    package init(reading value: DocumentValue) {
        let properties = DocumentProperties<Property>(value)
        self.init(
            minCapacity: properties.optional(.minCapacity),
            maxCapacity: properties.required(.maxCapacity),
            scaleOnInvocations: properties.optional(.scaleOnInvocations),
            scaleOnBacklog: properties.optional(.scaleOnBacklog)
        )
    }
}

extension AutoScaling.Pace: DocumentPart {
    package enum Property: String, DocumentProperty {
        case policyName, scaleInCooldownInSeconds, scaleOutCooldownInSeconds, disableScaleIn
    }

    package init(reading value: DocumentValue, besides others: [String]) {
        let properties = DocumentProperties<Property>(value, besides: others)
        self.init(
            policyName: properties.optional(.policyName),
            scaleInCooldownInSeconds: properties.optional(.scaleInCooldownInSeconds),
            scaleOutCooldownInSeconds: properties.optional(.scaleOutCooldownInSeconds),
            disableScaleIn: properties.value(.disableScaleIn, default: false)
        )
    }
}

extension AutoScaling.InvocationScaling: DocumentObject {
    package enum Property: String, DocumentProperty {
        case maxRequestsPerSecond, safetyFactor
    }

    package init(reading value: DocumentValue) {
        let properties = DocumentProperties<Property>(value, besides: AutoScaling.Pace.Property.names)
        self.init(
            maxRequestsPerSecond: properties.required(.maxRequestsPerSecond),
            safetyFactor: properties.value(.safetyFactor, default: 0.5),
            pace: AutoScaling.Pace(reading: value, besides: Property.names)
        )
    }
}

extension AutoScaling.BacklogScaling: DocumentObject {
    package enum Property: String, DocumentProperty {
        case backlogSizePerInstance
    }

    package init(reading value: DocumentValue) {
        let properties = DocumentProperties<Property>(value, besides: AutoScaling.Pace.Property.names)
        self.init(
            backlogSizePerInstance: properties.required(.backlogSizePerInstance),
            pace: AutoScaling.Pace(reading: value, besides: Property.names)
        )
    }
}
