internal import AWSNames
internal import Basics
internal import Manifests

// Source: PutMetricAlarm in the Amazon CloudWatch API Reference.

extension EndpointAlarm {
    func diagnostics(at path: PropertyPath) -> [Diagnostic] {
        var check = RuleCheck<Self>(at: path)
        check.require(alarmName, at: .alarmName, .alarm)
        check.require(statistic, at: .statistic, .statistic)
        if !threshold.isFinite { check.report(.invalidValue, at: .threshold, "must be a number") }
        check.require(evaluationPeriods, at: .evaluationPeriods, in: 1...Int.max)
        check.require(datapointsToAlarm, at: .datapointsToAlarm, in: 1...max(1, evaluationPeriods))
        if ![10, 20, 30].contains(periodInSeconds), periodInSeconds < 60 || periodInSeconds % 60 != 0 {
            let message = "is \(periodInSeconds); must be 10, 20, 30 or a multiple of 60 seconds"
            check.report(.invalidValue, at: .periodInSeconds, message)
        }
        check.requireCount(of: actions, at: .actions, in: 0...5, "actions")
        if metric.isOfVariant, variant == nil {
            check.report(.missingProperty, at: .variant, "is missing: metric '\(metric.name)' is reported per variant")
        }
        if !metric.isOfVariant, variant != nil {
            let message = "must be omitted: metric '\(metric.name)' is reported for the whole endpoint"
            check.report(.conflictingProperties, at: .variant, message)
        }
        return check.diagnostics
    }
}

extension NamingRule {
    /// Source: `AlarmName` in the Amazon SageMaker and Amazon CloudWatch API References.
    static let alarm = NamingRule("must be an alarm name: 1 to 255 characters") { name in
        (1...255).contains(name.unicodeScalars.count)
    }

    fileprivate static let statistic = NamingRule(
        "must be \(EndpointAlarm.simpleStatistics.joined(separator: ", ")), or a percentile such as 'p99'"
    ) { statistic in
        EndpointAlarm.simpleStatistics.contains(statistic) || percentile.matches(statistic)
    }

    private static let percentile = Pattern(/(p|tm|tc|ts|wm)([0-9]{1,2}(\.[0-9]+)?|100)|IQM/)
}
