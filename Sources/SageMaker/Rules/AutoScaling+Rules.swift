internal import AWSNames
internal import Basics
internal import Manifests

// Source: "Prerequisites" and "Autoscale an asynchronous endpoint" in the Amazon SageMaker Developer Guide;
// RegisterScalableTarget and PutScalingPolicy in the Application Auto Scaling API Reference.

extension AutoScaling {
    /// - Parameter config: The endpoint's configuration, where it is known.
    func diagnostics(at path: PropertyPath, variant name: String, config: EndpointConfig?) -> [Diagnostic] {
        let minPath = path.appending(Property.minCapacity)
        let maxPath = path.appending(Property.maxCapacity)
        var diagnostics = minCapacity.diagnostics(0...Int.max, at: minPath)
        diagnostics += Optional(maxCapacity).diagnostics(1...Int.max, at: maxPath)
        if let minCapacity, maxCapacity < minCapacity {
            diagnostics.append(
                Diagnostic(
                    .outOfRange,
                    at: maxPath,
                    "is \(maxCapacity), less than 'minCapacity', which is \(minCapacity)"
                )
            )
        }
        if let config {
            if minCapacity == 0, config.asyncInference == nil {
                diagnostics.append(
                    Diagnostic(
                        .notSupported,
                        at: minPath,
                        "is 0; only an endpoint with 'asyncInference' can be without instances"
                    )
                )
            }
            if scaleOnBacklog != nil, config.asyncInference == nil {
                let problem = "is for endpoints with 'asyncInference', where requests wait"
                diagnostics.append(Diagnostic(.notSupported, at: path.appending(Property.scaleOnBacklog), problem))
            }
            if case .serverless = config.productionVariants {
                diagnostics.append(
                    Diagnostic(.notSupported, at: path, "a serverless variant has no instances to scale")
                )
            }
            if let variant = config.instanceProductionVariants.first(where: { $0.variantName == name }) {
                diagnostics += self.diagnostics(of: variant, at: path)
            }
        }
        diagnostics += scaleOnInvocations?.diagnostics(at: path.appending(Property.scaleOnInvocations)) ?? []
        diagnostics += scaleOnBacklog?.diagnostics(at: path.appending(Property.scaleOnBacklog)) ?? []
        return diagnostics
    }

    private func diagnostics(of variant: InstanceProductionVariant, at path: PropertyPath) -> [Diagnostic] {
        var diagnostics: [Diagnostic] = []
        let count = variant.initialInstanceCount
        if let minCapacity, minCapacity > count {
            let problem = "is \(minCapacity), more than the variant's 'initialInstanceCount', which is \(count)"
            diagnostics.append(Diagnostic(.outOfRange, at: path.appending(Property.minCapacity), problem))
        }
        if maxCapacity < count {
            let problem = "is \(maxCapacity), less than the variant's 'initialInstanceCount', which is \(count)"
            diagnostics.append(Diagnostic(.outOfRange, at: path.appending(Property.maxCapacity), problem))
        }
        let types: [InstanceType] =
            switch variant.hardware {
            case .type(let type): [type]
            case .pools(let pools): pools.map(\.instanceType)
            }
        for type in types where type.isBurstable {
            diagnostics.append(
                Diagnostic(.notSupported, at: path, "burstable instances such as '\(type.rawValue)' cannot be scaled")
            )
        }
        return diagnostics
    }
}

extension AutoScaling.InvocationScaling {
    fileprivate func diagnostics(at path: PropertyPath) -> [Diagnostic] {
        var diagnostics: [Diagnostic] = []
        if !(maxRequestsPerSecond.isFinite && maxRequestsPerSecond > 0) {
            diagnostics.append(
                Diagnostic(
                    .outOfRange,
                    at: path.appending(Property.maxRequestsPerSecond),
                    "is \(maxRequestsPerSecond); must be above 0"
                )
            )
        }
        if !(safetyFactor > 0 && safetyFactor <= 1) {
            diagnostics.append(
                Diagnostic(
                    .outOfRange,
                    at: path.appending(Property.safetyFactor),
                    "is \(safetyFactor); must be above 0, at most 1"
                )
            )
        }
        return diagnostics + pace.diagnostics(at: path)
    }
}

extension AutoScaling.BacklogScaling {
    fileprivate func diagnostics(at path: PropertyPath) -> [Diagnostic] {
        let isRight = backlogSizePerInstance.isFinite && backlogSizePerInstance > 0
        let problem = "is \(backlogSizePerInstance); must be above 0"
        return (isRight ? [] : [Diagnostic(.outOfRange, at: path.appending(Property.backlogSizePerInstance), problem)])
            + pace.diagnostics(at: path)
    }
}

extension AutoScaling.Pace {
    fileprivate func diagnostics(at path: PropertyPath) -> [Diagnostic] {
        scaleInCooldownInSeconds.diagnostics(0...Int.max, at: path.appending(Property.scaleInCooldownInSeconds))
            + scaleOutCooldownInSeconds.diagnostics(0...Int.max, at: path.appending(Property.scaleOutCooldownInSeconds))
            + NamingRule.scalingPolicy.diagnostics(policyName, at: path.appending(Property.policyName))
    }
}

extension NamingRule {
    /// Source: `PolicyName` of PutScalingPolicy: 1 to 256 printable characters.
    fileprivate static let scalingPolicy = NamingRule("must be a policy's name: 1 to 256 characters, no line breaks") {
        (1...256).contains($0.unicodeScalars.count) && !$0.contains(where: \.isNewline)
    }
}

// Source: PutMetricAlarm in the Amazon CloudWatch API Reference.

extension EndpointAlarm {
    func diagnostics(at path: PropertyPath) -> [Diagnostic] {
        var diagnostics = NamingRule.alarm.diagnostics(alarmName, at: path.appending(Property.alarmName))
        diagnostics += NamingRule.statistic.diagnostics(statistic, at: path.appending(Property.statistic))
        if !threshold.isFinite {
            diagnostics.append(Diagnostic(.invalidValue, at: path.appending(Property.threshold), "must be a number"))
        }
        diagnostics += Optional(evaluationPeriods).diagnostics(
            1...Int.max,
            at: path.appending(Property.evaluationPeriods)
        )
        diagnostics += datapointsToAlarm.diagnostics(
            1...max(1, evaluationPeriods),
            at: path.appending(Property.datapointsToAlarm)
        )
        if ![10, 20, 30].contains(periodInSeconds), periodInSeconds < 60 || periodInSeconds % 60 != 0 {
            let problem = "is \(periodInSeconds); must be 10, 20, 30 or a multiple of 60 seconds"
            diagnostics.append(Diagnostic(.invalidValue, at: path.appending(Property.periodInSeconds), problem))
        }
        diagnostics += actions.countDiagnostics(0...5, at: path.appending(Property.actions), of: "actions")
        if metric.isOfVariant, variant == nil {
            diagnostics.append(
                Diagnostic(
                    .missingProperty,
                    at: path.appending(Property.variant),
                    "is missing: '\(metric.name)' is a metric of each variant"
                )
            )
        }
        if !metric.isOfVariant, variant != nil {
            diagnostics.append(
                Diagnostic(
                    .conflictingProperties,
                    at: path.appending(Property.variant),
                    "'\(metric.name)' is a metric of the whole endpoint"
                )
            )
        }
        return diagnostics
    }
}

extension NamingRule {
    fileprivate static let statistic = NamingRule(
        "must be \(EndpointAlarm.simpleStatistics.joined(separator: ", ")), or a percentile such as 'p99'"
    ) { statistic in
        EndpointAlarm.simpleStatistics.contains(statistic) || percentile.matches(statistic)
    }

    private static let percentile = Pattern(/(p|tm|tc|ts|wm)([0-9]{1,2}(\.[0-9]+)?|100)|IQM/)
}
