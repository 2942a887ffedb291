internal import Manifests

/// The automatic scaling of a variant's instances with its load.
///
/// Source: "Automatic scaling of Amazon SageMaker AI models" in the Amazon SageMaker Developer Guide.
public struct AutoScaling: Sendable, Hashable {
    /// The minimum number of instances; nil for the variant's initial number.
    ///
    /// Only asynchronous endpoints allow 0.
    public var minCapacity: Int?
    /// The maximum number of instances, at least 1.
    public var maxCapacity: Int
    /// Scaling on the requests per instance; nil for none.
    public var scaleOnInvocations: InvocationScaling?
    /// Scaling on the queued requests of an asynchronous endpoint; nil for none.
    public var scaleOnBacklog: BacklogScaling?

    /// Creates scaling between two capacities, with a policy for each given target.
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

    /// The settings that all scaling policies have: a name and cooldown periods.
    public struct Pace: Sendable, Hashable {
        /// The policy's name; nil for a generated one.
        public var policyName: String?
        /// The cooldown after a scale-in, in seconds; nil for AWS's default.
        public var scaleInCooldownInSeconds: Int?
        /// The cooldown after a scale-out, in seconds; nil for AWS's default.
        public var scaleOutCooldownInSeconds: Int?
        /// Whether the policy only adds instances and never removes any.
        public var disableScaleIn: Bool

        /// Creates settings; omitted ones are AWS's defaults.
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

    /// Scaling on the number of requests per instance.
    public struct InvocationScaling: Sendable, Hashable {
        /// The number of requests per second that one instance can serve.
        public var maxRequestsPerSecond: Double
        /// The fraction of `maxRequestsPerSecond` that is the target: greater than 0, at most 1.
        public var safetyFactor: Double
        /// The name and the cooldown periods of the policy.
        public var pace: Pace

        /// Creates scaling that keeps each instance at a fraction of the requests that it can serve.
        public init(maxRequestsPerSecond: Double, safetyFactor: Double = 0.5, pace: Pace = Pace()) {
            self.maxRequestsPerSecond = maxRequestsPerSecond
            self.safetyFactor = safetyFactor
            self.pace = pace
        }

        /// The target of the scaling policy, in requests per instance and minute.
        ///
        /// Source: "Load testing your auto scaling configuration" in the Amazon SageMaker Developer Guide. The AWS
        /// CDK's SageMaker library computes the same.
        var invocationsPerMinute: Double { maxRequestsPerSecond * safetyFactor * 60 }
    }

    /// Scaling on the number of queued requests of an asynchronous endpoint.
    ///
    /// With a `minCapacity` of 0 the last instance is stopped when the queue is empty, and the next request starts one.
    /// Source: "Autoscale an asynchronous endpoint" in the Amazon SageMaker Developer Guide.
    public struct BacklogScaling: Sendable, Hashable {
        /// The target of the scaling policy, in queued requests per instance.
        public var backlogSizePerInstance: Double
        /// The name and the cooldown periods of the policy.
        public var pace: Pace

        /// Creates scaling that keeps a number of queued requests per instance.
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
