internal import AWSNames
internal import Basics
internal import Manifests

// Source: "Prerequisites" and "Autoscale an asynchronous endpoint" in the Amazon SageMaker Developer Guide;
// RegisterScalableTarget and PutScalingPolicy in the Application Auto Scaling API Reference.

extension AutoScaling {
    /// - Parameter config: The endpoint's configuration, where it is known.
    func findings(at path: PropertyPath, variant name: String, config: EndpointConfig?) -> [Finding] {
        let minPath = path.appending("minCapacity")
        let maxPath = path.appending("maxCapacity")
        var findings = minCapacity.findings(0...Int.max, at: minPath)
        findings += Optional(maxCapacity).findings(1...Int.max, at: maxPath)
        if let minCapacity, maxCapacity < minCapacity {
            findings.append(Finding(maxPath, "is \(maxCapacity), less than 'minCapacity', which is \(minCapacity)"))
        }
        if let config {
            if minCapacity == 0, config.asyncInference == nil {
                findings.append(
                    Finding(minPath, "is 0; only an endpoint with 'asyncInference' can be without instances")
                )
            }
            if scaleOnBacklog != nil, config.asyncInference == nil {
                let problem = "is for endpoints with 'asyncInference', where requests wait"
                findings.append(Finding(path.appending("scaleOnBacklog"), problem))
            }
            if case .serverless = config.productionVariants {
                findings.append(Finding(path, "a serverless variant has no instances to scale"))
            }
            if let variant = config.instanceProductionVariants.first(where: { $0.variantName == name }) {
                findings += self.findings(of: variant, at: path)
            }
        }
        findings += scaleOnInvocations?.findings(at: path.appending("scaleOnInvocations")) ?? []
        findings += scaleOnBacklog?.findings(at: path.appending("scaleOnBacklog")) ?? []
        return findings
    }

    private func findings(of variant: InstanceProductionVariant, at path: PropertyPath) -> [Finding] {
        var findings: [Finding] = []
        let count = variant.initialInstanceCount
        if let minCapacity, minCapacity > count {
            let problem = "is \(minCapacity), more than the variant's 'initialInstanceCount', which is \(count)"
            findings.append(Finding(path.appending("minCapacity"), problem))
        }
        if maxCapacity < count {
            let problem = "is \(maxCapacity), less than the variant's 'initialInstanceCount', which is \(count)"
            findings.append(Finding(path.appending("maxCapacity"), problem))
        }
        let types: [InstanceType] =
            switch variant.hardware {
            case .type(let type): [type]
            case .pools(let pools): pools.map(\.instanceType)
            }
        for type in types where type.isBurstable {
            findings.append(Finding(path, "burstable instances such as '\(type.rawValue)' cannot be scaled"))
        }
        return findings
    }
}

extension AutoScaling.InvocationScaling {
    fileprivate func findings(at path: PropertyPath) -> [Finding] {
        var findings: [Finding] = []
        if !(maxRequestsPerSecond.isFinite && maxRequestsPerSecond > 0) {
            findings.append(
                Finding(path.appending("maxRequestsPerSecond"), "is \(maxRequestsPerSecond); must be above 0")
            )
        }
        if !(safetyFactor > 0 && safetyFactor <= 1) {
            findings.append(Finding(path.appending("safetyFactor"), "is \(safetyFactor); must be above 0, at most 1"))
        }
        return findings + pace.findings(at: path)
    }
}

extension AutoScaling.BacklogScaling {
    fileprivate func findings(at path: PropertyPath) -> [Finding] {
        let isRight = backlogSizePerInstance.isFinite && backlogSizePerInstance > 0
        let problem = "is \(backlogSizePerInstance); must be above 0"
        return (isRight ? [] : [Finding(path.appending("backlogSizePerInstance"), problem)]) + pace.findings(at: path)
    }
}

extension AutoScaling.Pace {
    fileprivate func findings(at path: PropertyPath) -> [Finding] {
        scaleInCooldownInSeconds.findings(0...Int.max, at: path.appending("scaleInCooldownInSeconds"))
            + scaleOutCooldownInSeconds.findings(0...Int.max, at: path.appending("scaleOutCooldownInSeconds"))
            + NamingRule.scalingPolicy.findings(policyName, at: path.appending("policyName"))
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
    func findings(at path: PropertyPath) -> [Finding] {
        var findings = NamingRule.alarm.findings(alarmName, at: path.appending("alarmName"))
        findings += NamingRule.statistic.findings(statistic, at: path.appending("statistic"))
        if !threshold.isFinite { findings.append(Finding(path.appending("threshold"), "must be a number")) }
        findings += Optional(evaluationPeriods).findings(1...Int.max, at: path.appending("evaluationPeriods"))
        findings += datapointsToAlarm.findings(
            1...max(1, evaluationPeriods),
            at: path.appending("datapointsToAlarm")
        )
        if ![10, 20, 30].contains(periodInSeconds), periodInSeconds < 60 || periodInSeconds % 60 != 0 {
            let problem = "is \(periodInSeconds); must be 10, 20, 30 or a multiple of 60 seconds"
            findings.append(Finding(path.appending("periodInSeconds"), problem))
        }
        findings += actions.countFindings(0...5, at: path.appending("actions"), of: "actions")
        if metric.isOfVariant, variant == nil {
            findings.append(
                Finding(path.appending("variant"), "is missing: '\(metric.name)' is a metric of each variant")
            )
        }
        if !metric.isOfVariant, variant != nil {
            findings.append(Finding(path.appending("variant"), "'\(metric.name)' is a metric of the whole endpoint"))
        }
        return findings
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
