internal import Manifests

/// A CloudWatch metric of an endpoint.
///
/// Source: "Metrics for monitoring Amazon SageMaker AI with Amazon CloudWatch" in the Amazon SageMaker Developer Guide.
public struct EndpointMetric: Sendable, Hashable {
    /// The metric's name.
    public let name: String
    /// The metric's namespace, such as `AWS/SageMaker`.
    public let namespace: String
    /// Whether the metric is reported for each variant, and not for the endpoint as a whole.
    public let isOfVariant: Bool
    /// The default statistic of alarms on the metric.
    public let statistic: String

    /// Creates a metric, such as a custom metric that a container publishes.
    public init(name: String, namespace: String, isOfVariant: Bool = true, statistic: String = "Average") {
        self.name = name
        self.namespace = namespace
        self.isOfVariant = isOfVariant
        self.statistic = statistic
    }

    /// Creates a metric that counts requests, of which an alarm takes the sum.
    private static func count(_ name: String) -> EndpointMetric {
        EndpointMetric(name: name, namespace: "AWS/SageMaker", statistic: "Sum")
    }

    private static func requests(_ name: String, isOfVariant: Bool = true) -> EndpointMetric {
        EndpointMetric(name: name, namespace: "AWS/SageMaker", isOfVariant: isOfVariant)
    }

    private static func instances(_ name: String) -> EndpointMetric {
        EndpointMetric(name: name, namespace: "/aws/sagemaker/Endpoints")
    }

    /// The number of requests.
    public static let invocations = count("Invocations")
    /// The number of requests, divided by the number of instances.
    public static let invocationsPerInstance = count("InvocationsPerInstance")
    /// The number of requests with a 4xx response.
    public static let invocation4XXErrors = count("Invocation4XXErrors")
    /// The number of requests with a 5xx response.
    public static let invocation5XXErrors = count("Invocation5XXErrors")
    /// The number of requests without a 2xx response from the model.
    public static let invocationModelErrors = count("InvocationModelErrors")
    /// The time that the model takes for a response, in microseconds.
    public static let modelLatency = requests("ModelLatency")
    /// The time that SageMaker adds to a response, in microseconds.
    public static let overheadLatency = requests("OverheadLatency")
    /// The CPU utilization, the sum over all cores with 100 percent each.
    public static let cpuUtilization = instances("CPUUtilization")
    /// The memory utilization, in percent.
    public static let memoryUtilization = instances("MemoryUtilization")
    /// The GPU utilization, the sum over all GPUs with 100 percent each.
    public static let gpuUtilization = instances("GPUUtilization")
    /// The GPU memory utilization, the sum over all GPUs with 100 percent each.
    public static let gpuMemoryUtilization = instances("GPUMemoryUtilization")
    /// The disk utilization, in percent.
    public static let diskUtilization = instances("DiskUtilization")
    /// The number of queued requests of an asynchronous endpoint.
    public static let approximateBacklogSize = requests("ApproximateBacklogSize", isOfVariant: false)
    /// The number of queued requests of an asynchronous endpoint, divided by the number of instances.
    public static let approximateBacklogSizePerInstance = requests(
        "ApproximateBacklogSizePerInstance",
        isOfVariant: false
    )
    /// Whether an asynchronous endpoint without instances has queued requests: 1 or 0.
    public static let hasBacklogWithoutCapacity = requests("HasBacklogWithoutCapacity", isOfVariant: false)

    /// The metrics that SageMaker reports.
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
    /// The comparison of the metric with the threshold that is true for a breaching value.
    public enum ComparisonOperator: String, Sendable, Hashable, CaseIterable {
        /// The metric is at or above the threshold.
        case greaterThanOrEqualToThreshold = "GreaterThanOrEqualToThreshold"
        /// The metric is above the threshold.
        case greaterThanThreshold = "GreaterThanThreshold"
        /// The metric is below the threshold.
        case lessThanThreshold = "LessThanThreshold"
        /// The metric is at or below the threshold.
        case lessThanOrEqualToThreshold = "LessThanOrEqualToThreshold"
    }

    /// The treatment of a period without values.
    public enum MissingData: String, Sendable, Hashable, CaseIterable {
        /// The period is left out of the evaluation.
        case missing
        /// The alarm keeps its state.
        case ignore
        /// The period counts as breaching the threshold.
        case breaching
        /// The period counts as not breaching the threshold.
        case notBreaching
    }

    /// The monitored metric.
    public var metric: EndpointMetric
    /// The name of the monitored variant; nil for a metric of the endpoint as a whole.
    public var variant: String?
    /// The value that the metric is compared with.
    public var threshold: Double
    /// The comparison of the metric with the threshold.
    public var comparisonOperator: ComparisonOperator
    /// The statistic of a period's values: `Sum`, `Average`, `Maximum`, `Minimum`, `SampleCount`, or an extended one
    /// such as `p99`, `TM(10%:90%)` or `PR(:300)`; nil for the metric's default.
    public var statistic: String?
    /// The length of a period in seconds: 10, 20, 30 or a multiple of 60.
    public var periodInSeconds: Int
    /// The number of periods that are evaluated: at most a day, or 7 days of periods of an hour and more.
    public var evaluationPeriods: Int
    /// The number of evaluated periods that must breach the threshold; nil for all.
    public var datapointsToAlarm: Int?
    /// The treatment of a period without values; nil for CloudWatch's default, `missing`.
    public var treatMissingData: MissingData?
    /// The ARNs of the actions of the alarm, such as an SNS topic, at most 5.
    public var actions: [String]
    /// The alarm's name; nil for a generated one.
    public var alarmName: String?
    /// The alarm's description, for people.
    public var alarmDescription: String?

    /// Creates an alarm; by default it evaluates periods of 5 minutes with the metric's default statistic.
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

extension EndpointAlarm.ComparisonOperator: DocumentEnum {}
extension EndpointAlarm.MissingData: DocumentEnum {}

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
            "'\(name)' is not a SageMaker metric; set 'namespace' for a custom metric",
            fix: Suggestion.hint(for: name, among: EndpointMetric.known.map(\.name))
        )
        return EndpointMetric(name: name, namespace: "AWS/SageMaker", isOfVariant: isOfVariant)
    }
}
