internal import Manifests

/// A metric that SageMaker keeps of an endpoint.
///
/// Source: "Metrics for monitoring Amazon SageMaker AI with Amazon CloudWatch" in the Amazon SageMaker Developer Guide.
public struct EndpointMetric: Sendable, Hashable {
    /// The metric's name.
    public let name: String
    /// The namespace that it is in.
    public let namespace: String
    /// Whether it is kept of each variant, or of the endpoint as a whole.
    public let isOfVariant: Bool
    /// The statistic of a period's values that an alarm takes by default.
    public let statistic: String

    /// Names a metric, such as one that a container sends itself.
    public init(name: String, namespace: String, isOfVariant: Bool = true, statistic: String = "Average") {
        self.name = name
        self.namespace = namespace
        self.isOfVariant = isOfVariant
        self.statistic = statistic
    }

    /// A number of requests.
    private static func count(_ name: String) -> EndpointMetric {
        EndpointMetric(name: name, namespace: "AWS/SageMaker", statistic: "Sum")
    }

    private static func requests(_ name: String, isOfVariant: Bool = true) -> EndpointMetric {
        EndpointMetric(name: name, namespace: "AWS/SageMaker", isOfVariant: isOfVariant)
    }

    private static func instances(_ name: String) -> EndpointMetric {
        EndpointMetric(name: name, namespace: "/aws/sagemaker/Endpoints")
    }

    /// The requests.
    public static let invocations = count("Invocations")
    /// The requests, divided by the instances.
    public static let invocationsPerInstance = count("InvocationsPerInstance")
    /// The requests that were answered with a client's error.
    public static let invocation4XXErrors = count("Invocation4XXErrors")
    /// The requests that were answered with a server's error.
    public static let invocation5XXErrors = count("Invocation5XXErrors")
    /// The requests that the model did not answer with success.
    public static let invocationModelErrors = count("InvocationModelErrors")
    /// How long the model took, in microseconds.
    public static let modelLatency = requests("ModelLatency")
    /// How long SageMaker took, in microseconds.
    public static let overheadLatency = requests("OverheadLatency")
    /// The use of the processors, in percent of one.
    public static let cpuUtilization = instances("CPUUtilization")
    /// The use of the memory, in percent.
    public static let memoryUtilization = instances("MemoryUtilization")
    /// The use of the GPUs, in percent of one.
    public static let gpuUtilization = instances("GPUUtilization")
    /// The use of the GPUs' memory, in percent of one's.
    public static let gpuMemoryUtilization = instances("GPUMemoryUtilization")
    /// The use of the disk, in percent.
    public static let diskUtilization = instances("DiskUtilization")
    /// The requests that wait at an asynchronous endpoint.
    public static let approximateBacklogSize = requests("ApproximateBacklogSize", isOfVariant: false)
    /// The requests that wait at an asynchronous endpoint, divided by the instances.
    public static let approximateBacklogSizePerInstance = requests(
        "ApproximateBacklogSizePerInstance",
        isOfVariant: false
    )
    /// Whether requests wait at an asynchronous endpoint without instances.
    public static let hasBacklogWithoutCapacity = requests("HasBacklogWithoutCapacity", isOfVariant: false)

    /// The metrics that SageMaker keeps.
    public static let known = [
        invocations, invocationsPerInstance, invocation4XXErrors, invocation5XXErrors, invocationModelErrors,
        modelLatency, overheadLatency, cpuUtilization, memoryUtilization, gpuUtilization, gpuMemoryUtilization,
        diskUtilization, approximateBacklogSize, approximateBacklogSizePerInstance, hasBacklogWithoutCapacity,
    ]
}

/// An alarm on a metric of an endpoint.
///
/// Source: PutMetricAlarm in the Amazon CloudWatch API Reference.
public struct EndpointAlarm: Sendable, Hashable {
    /// When the metric is out of bounds.
    public enum ComparisonOperator: String, Sendable, Hashable, CaseIterable {
        /// At the threshold or above.
        case greaterThanOrEqualToThreshold = "GreaterThanOrEqualToThreshold"
        /// Above the threshold.
        case greaterThanThreshold = "GreaterThanThreshold"
        /// Below the threshold.
        case lessThanThreshold = "LessThanThreshold"
        /// At the threshold or below.
        case lessThanOrEqualToThreshold = "LessThanOrEqualToThreshold"
    }

    /// The treatment of a period without values.
    public enum MissingData: String, Sendable, Hashable, CaseIterable {
        /// Neither in bounds nor out of them.
        case missing
        /// As the one before.
        case ignore
        /// Out of bounds.
        case breaching
        /// In bounds.
        case notBreaching
    }

    /// The metric.
    public var metric: EndpointMetric
    /// The variant whose metric it is: nil for metrics of the endpoint as a whole.
    public var variant: String?
    /// The bound.
    public var threshold: Double
    /// When the metric is out of bounds.
    public var comparisonOperator: ComparisonOperator
    /// The statistic of a period's values: `Sum`, `Average`, `Maximum`, `Minimum`, `SampleCount`, or a percentile
    /// such as `p99`: what fits the metric if nil.
    public var statistic: String?
    /// The length of a period, in seconds.
    public var periodInSeconds: Int
    /// How many periods are looked at.
    public var evaluationPeriods: Int
    /// How many of them must be out of bounds: all if nil.
    public var datapointsToAlarm: Int?
    /// The treatment of a period without values: CloudWatch's `missing` if nil.
    public var treatMissingData: MissingData?
    /// The ARNs of what is told or done when the alarm goes off.
    public var actions: [String]
    /// The alarm's own name: made for it if nil.
    public var alarmName: String?
    /// The description of the alarm that people read.
    public var alarmDescription: String?

    /// Makes an alarm.
    public init(
        metric: EndpointMetric,
        variant: String? = nil,
        threshold: Double,
        comparisonOperator: ComparisonOperator = .greaterThanOrEqualToThreshold,
        statistic: String? = nil,
        periodInSeconds: Int = 300,
        evaluationPeriods: Int,
        datapointsToAlarm: Int? = nil,
        treatMissingData: MissingData? = nil,
        actions: [String] = [],
        alarmName: String? = nil,
        alarmDescription: String? = nil
    ) {
        self.metric = metric
        self.variant = variant
        self.threshold = threshold
        self.comparisonOperator = comparisonOperator
        self.statistic = statistic
        self.periodInSeconds = periodInSeconds
        self.evaluationPeriods = evaluationPeriods
        self.datapointsToAlarm = datapointsToAlarm
        self.treatMissingData = treatMissingData
        self.actions = actions
        self.alarmName = alarmName
        self.alarmDescription = alarmDescription
    }
}

// MARK: Reading

extension EndpointAlarm.ComparisonOperator: DocumentWord {}
extension EndpointAlarm.MissingData: DocumentWord {}

extension EndpointAlarm: DocumentObject {
    package enum Property: String, DocumentProperty {
        case metric, namespace, variant, threshold, comparisonOperator, statistic, periodInSeconds, evaluationPeriods
        case datapointsToAlarm, treatMissingData, actions, alarmName, alarmDescription
    }

    package init(reading value: DocumentValue) {
        let properties = DocumentProperties<Property>(value)
        let variant: String? = properties.optional(.variant)
        self.init(
            metric: Self.metric(properties, isOfVariant: variant != nil),
            variant: variant,
            threshold: properties.required(.threshold),
            comparisonOperator: properties.value(.comparisonOperator, default: .greaterThanOrEqualToThreshold),
            statistic: properties.optional(.statistic),
            periodInSeconds: properties.value(.periodInSeconds, default: 300),
            evaluationPeriods: properties.required(.evaluationPeriods),
            datapointsToAlarm: properties.optional(.datapointsToAlarm),
            treatMissingData: properties.optional(.treatMissingData),
            actions: properties.value(.actions, default: []),
            alarmName: properties.optional(.alarmName),
            alarmDescription: properties.optional(.alarmDescription)
        )
    }

    private static func metric(_ properties: DocumentProperties<Property>, isOfVariant: Bool) -> EndpointMetric {
        let value = properties.requiredValue(.metric)
        let name = String(reading: value)
        if let namespace: String = properties.optional(.namespace) {
            return EndpointMetric(name: name, namespace: namespace, isOfVariant: isOfVariant)
        }
        if let metric = EndpointMetric.known.first(where: { $0.name == name }) { return metric }
        value.report(
            .unknownName,
            "'\(name)' is no metric of SageMaker's; name the 'namespace' of one of your own",
            fix: Suggestion.hint(for: name, among: EndpointMetric.known.map(\.name))
        )
        return EndpointMetric(name: name, namespace: "", isOfVariant: isOfVariant)
    }
}
