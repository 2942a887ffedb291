internal import AWSNames
internal import Basics
internal import Manifests

// Source: PutMetricAlarm in the Amazon CloudWatch API Reference.

extension EndpointAlarm {
    func diagnostics(at path: PropertyPath) -> [Diagnostic] {
        var check = RuleCheck<Self>(at: path)
        check.require(alarmName, at: .alarmName, .alarm)
        checkMetric(&check)
        check.require(statistic, at: .statistic, .statistic)
        if !threshold.isFinite { check.report(.invalidValue, at: .threshold, "must be a number") }
        checkPeriods(&check)
        check.requireCount(of: actions, at: .actions, in: 0...5, "actions")
        check.requireEach(actions, at: .actions, .alarmAction)
        let length = alarmDescription?.unicodeScalars.count ?? 0
        if length > 1024 {
            check.report(.wrongCount, at: .alarmDescription, "has \(length) characters; at most 1,024")
        }
        return check.diagnostics
    }

    private func checkMetric(_ check: inout RuleCheck<Self>) {
        check.require(metric.name, at: .metric, .metric)
        check.require(metric.namespace, at: .namespace, .metricNamespace)
        if metric.isOfVariant, variant == nil {
            check.report(.missingProperty, at: .variant, "is missing: metric '\(metric.name)' is reported per variant")
        }
        if !metric.isOfVariant, variant != nil {
            let message = "must be omitted: metric '\(metric.name)' is reported for the whole endpoint"
            check.report(.conflictingProperties, at: .variant, message)
        }
    }

    private func checkPeriods(_ check: inout RuleCheck<Self>) {
        check.require(evaluationPeriods, at: .evaluationPeriods, in: .atLeast(1))
        check.require(datapointsToAlarm, at: .datapointsToAlarm, in: 1...max(1, evaluationPeriods))
        if ![10, 20, 30].contains(periodInSeconds), periodInSeconds < 60 || periodInSeconds % 60 != 0 {
            let message = "is \(periodInSeconds); must be 10, 20, 30 or a multiple of 60 seconds"
            check.report(.invalidValue, at: .periodInSeconds, message)
            return
        }
        // Period: "no longer than seven days"; "less than one hour …, the total … can't be longer than one day".
        let (days, limit) = periodInSeconds < 3600 ? ("a day", 86_400) : ("7 days", 604_800)
        let (total, overflow) = periodInSeconds.multipliedReportingOverflow(by: evaluationPeriods)
        if evaluationPeriods > 0, overflow || total > limit {
            let message = """
                is \(evaluationPeriods) periods of \(periodInSeconds) seconds, more than \(days), the limit for \
                periods of this length
                """
            let fix = limit / periodInSeconds > 0 ? "use at most \(limit / periodInSeconds)" : "use a shorter period"
            check.report(.outOfRange, at: .evaluationPeriods, message, fix: fix)
        }
    }
}

extension NamingRule {
    /// Source: `AlarmName` in the Amazon CloudWatch API Reference: no ASCII control characters; in that of Amazon
    /// SageMaker: not only spaces.
    static let alarm = NamingRule(
        "must be an alarm name: 1 to 255 characters, no line breaks or other control characters, not only spaces"
    ) { name in
        (1...255).contains(name.unicodeScalars.count) && !hasControlCharacters(name)
            && !name.allSatisfy(\.isWhitespace)
    }

    /// Source: `MetricName` in the Amazon CloudWatch API Reference.
    fileprivate static let metric = NamingRule("must be a metric's name: 1 to 255 characters") { name in
        (1...255).contains(name.unicodeScalars.count) && !hasControlCharacters(name)
    }

    /// Source: `Namespace` in the Amazon CloudWatch API Reference, `[^:].*`; "Namespaces" under "Metrics concepts" in
    /// the Amazon CloudWatch User Guide: ASCII characters.
    fileprivate static let metricNamespace = NamingRule(
        "must be a namespace: 1 to 255 ASCII characters, not beginning with ':'"
    ) { name in
        (1...255).contains(name.unicodeScalars.count) && !name.hasPrefix(":") && !hasControlCharacters(name)
            && name.unicodeScalars.allSatisfy(\.isASCII)
    }

    private static func hasControlCharacters(_ text: String) -> Bool {
        text.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x7F }
    }
}

// MARK: Statistics

extension NamingRule {
    /// Source: "CloudWatch statistics definitions" in the Amazon CloudWatch User Guide; `ExtendedStatistic` in its API
    /// Reference.
    fileprivate static let statistic = NamingRule(
        "must be \(EndpointAlarm.simpleStatistics.joined(separator: ", ")), or an extended statistic such as 'p99', "
            + "'tm90', 'TM(10%:90%)' or 'PR(:300)'"
    ) { statistic in
        EndpointAlarm.simpleStatistics.contains(statistic) || percentile.matches(statistic) || isRange(statistic)
    }

    private static let percentile = Pattern(/(p|tm|tc|ts|wm)([0-9]{1,2}(\.[0-9]{0,10})?|100(\.0{0,10})?)|IQM/)
    private static let percentRange = Pattern(
        /(?:TM|TC|TS|WM)\((?:([0-9]+(?:\.[0-9]{1,10})?)%)?:(?:([0-9]+(?:\.[0-9]{1,10})?)%)?\)/
    )
    private static let valueRange = Pattern(
        /(?:TM|TC|TS|WM|PR)\(([0-9]+(?:\.[0-9]{1,10})?)?:([0-9]+(?:\.[0-9]{1,10})?)?\)/
    )

    /// Whether a statistic takes the values between two bounds, of which one may be omitted.
    private static func isRange(_ statistic: String) -> Bool {
        for (form, maximum) in [(percentRange, 100), (valueRange, Double.infinity)] {
            guard let match = form.wholeMatch(in: statistic) else { continue }
            let (lower, upper) = (match.1.flatMap { Double($0) }, match.2.flatMap { Double($0) })
            return (lower != nil || upper != nil) && (lower ?? 0) < (upper ?? .infinity) && (upper ?? 0) <= maximum
                && (lower ?? 0) < maximum
        }
        return false
    }
}
