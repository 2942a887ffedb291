internal import AWSNames
internal import Manifests

extension Endpoint {
    func findings(at path: PropertyPath, endpointConfigs: [String: EndpointConfig]) -> [Finding] {
        var findings: [Finding] = []
        switch source {
        case .made(let config, let name):
            findings += config.findings(
                at: path.appending("endpointConfig"),
                kind: "endpoint configuration",
                known: Array(endpointConfigs.keys),
                arn: .endpointConfigARN
            )
            findings += NamingRule.name.findings(name, at: path.appending("endpointName"))
        case .existing(_, let arn?):
            findings += NamingRule.endpointARN.findings(arn, at: path.appending("fromEndpointArn"))
        case .existing(let name, nil):
            findings += NamingRule.name.findings(name, at: path.appending("fromEndpointName"))
        }
        findings += deploymentConfig?.findings(at: path.appending("deploymentConfig")) ?? []
        for name in deploymentConfig?.alarms ?? [] where stopsUpdates(name) && givenName == nil {
            // The alarm must be there before the endpoint, and says which endpoint it watches.
            let problem = "alarm '\(name)' stops updates of the endpoint that it watches: give that an 'endpointName'"
            findings.append(Finding(path.appending("deploymentConfig").appending("alarms"), problem))
        }
        let config = endpointConfig.flatMap { reference -> EndpointConfig? in
            if case .definition(let name) = reference.target { endpointConfigs[name] } else { nil }
        }
        for (variant, scaling) in autoScaling.sorted(by: { $0.key < $1.key }) {
            let path = path.appending("autoScaling").appending(variant)
            findings += config?.findings(mentioning: variant, at: path) ?? []
            findings += scaling.findings(at: path, variant: variant, config: config)
        }
        for (name, alarm) in alarms.sorted(by: { $0.key < $1.key }) {
            let path = path.appending("alarms").appending(name)
            if let variant = alarm.variant {
                findings += config?.findings(mentioning: variant, at: path.appending("variant")) ?? []
            }
            findings += alarm.findings(at: path)
        }
        for (index, role) in grantInvoke.enumerated() {
            findings += NamingRule.roleNameOrARN.findings(role, at: path.appending("grantInvoke").appending(index))
        }
        return findings + tags.tagFindings(at: path.appending("tags"))
    }
}

extension EndpointConfig {
    /// The names of all variants.
    private var variantNames: [String] {
        let production: [String] =
            switch productionVariants {
            case .instances(let variants): variants.map(\.variantName)
            case .serverless(let variant): [variant.variantName]
            }
        return production + shadowProductionVariants.map(\.variantName)
    }

    /// Returns a finding if there is no variant of the name.
    fileprivate func findings(mentioning variant: String, at path: PropertyPath) -> [Finding] {
        if variantNames.contains(variant) { return [] }
        return [
            Finding(path, "there is no variant '\(variant)'; \(Suggestion.hint(for: variant, among: variantNames))")
        ]
    }
}

// Source: DeploymentConfig and what it consists of in the Amazon SageMaker API Reference.

extension DeploymentConfig {
    fileprivate func findings(at path: PropertyPath) -> [Finding] {
        var findings: [Finding] = []
        switch update {
        case .blueGreen(let routing, let waitInterval, let terminationWait, let timeout):
            let path = path.appending("blueGreen")
            findings += Optional(waitInterval).findings(
                0...3600,
                at: path.appending("waitIntervalInSeconds"),
                unit: " seconds"
            )
            findings += terminationWait.findings(
                0...3600,
                at: path.appending("terminationWaitInSeconds"),
                unit: " seconds"
            )
            findings += timeout.findings(
                600...28800,
                at: path.appending("maximumExecutionTimeoutInSeconds"),
                unit: " seconds"
            )
            switch routing {
            case .allAtOnce: break
            case .canary(let size): findings += size.findings(1...50, at: path.appending("canarySize"))
            case .linear(let size): findings += size.findings(10...50, at: path.appending("linearStepSize"))
            }
        case .rolling(let batch, let waitInterval, let rollbackBatch, let timeout):
            let path = path.appending("rolling")
            findings += Optional(waitInterval).findings(
                0...3600,
                at: path.appending("waitIntervalInSeconds"),
                unit: " seconds"
            )
            findings += timeout.findings(
                600...28800,
                at: path.appending("maximumExecutionTimeoutInSeconds"),
                unit: " seconds"
            )
            findings += batch.findings(5...50, at: path.appending("maximumBatchSize"))
            findings += rollbackBatch?.findings(1...100, at: path.appending("rollbackMaximumBatchSize")) ?? []
        }
        let alarmsPath = path.appending("alarms")
        findings += alarms.countFindings(0...10, at: alarmsPath, of: "alarms")
        for (index, alarm) in alarms.enumerated() {
            findings += NamingRule.alarm.findings(alarm, at: alarmsPath.appending(index))
        }
        return findings
    }
}

extension DeploymentConfig.Capacity {
    /// - Parameter percent: The bounds of a share: "between 5% to 50% of the variant's total instance count".
    fileprivate func findings(_ percent: ClosedRange<Int>, at path: PropertyPath) -> [Finding] {
        switch self {
        case .instanceCount(let count):
            Optional(count).findings(1...Int.max, at: path.appending("instanceCount"))
        case .capacityPercent(let share):
            Optional(share).findings(percent, at: path.appending("capacityPercent"), unit: " percent")
        }
    }
}

extension NamingRule {
    /// Source: `AlarmName` in the Amazon SageMaker and Amazon CloudWatch API References.
    static let alarm = NamingRule("must be an alarm's name: 1 to 255 characters") { name in
        (1...255).contains(name.unicodeScalars.count)
    }
}
