internal import AWSNames
internal import Basics
internal import Manifests

extension Endpoint {
    func diagnostics(at path: PropertyPath, endpointConfigs: [String: EndpointConfig]) -> [Diagnostic] {
        var diagnostics: [Diagnostic] = []
        switch source {
        case .made(let config, let name):
            diagnostics += config.diagnostics(
                at: path.appending(Property.endpointConfig),
                kind: "endpoint configuration",
                known: Array(endpointConfigs.keys),
                arn: .endpointConfigARN
            )
            diagnostics += NamingRule.name.diagnostics(name, at: path.appending(Property.endpointName))
        case .existing(_, let arn?):
            diagnostics += NamingRule.endpointARN.diagnostics(arn, at: path.appending(Property.fromEndpointArn))
        case .existing(let name, nil):
            diagnostics += NamingRule.name.diagnostics(name, at: path.appending(Property.fromEndpointName))
        }
        diagnostics += deploymentConfig?.diagnostics(at: path.appending(Property.deploymentConfig)) ?? []
        for name in deploymentConfig?.alarms ?? [] where stopsUpdates(name) && givenName == nil {
            // The alarm must be there before the endpoint, and says which endpoint it watches.
            let problem = "alarm '\(name)' stops updates of the endpoint that it watches: give that an 'endpointName'"
            diagnostics.append(
                Diagnostic(
                    .missingProperty,
                    at: path.appending(Property.deploymentConfig).appending(DeploymentConfig.Property.alarms),
                    problem
                )
            )
        }
        let config = endpointConfig.flatMap { reference -> EndpointConfig? in
            if case .definition(let name) = reference.target { endpointConfigs[name] } else { nil }
        }
        for (variant, scaling) in autoScaling.sorted(by: { $0.key < $1.key }) {
            let path = path.appending(Property.autoScaling).appending(name: variant)
            diagnostics += config?.diagnostics(mentioning: variant, at: path) ?? []
            diagnostics += scaling.diagnostics(at: path, variant: variant, config: config)
        }
        for (name, alarm) in alarms.sorted(by: { $0.key < $1.key }) {
            let path = path.appending(Property.alarms).appending(name: name)
            if let variant = alarm.variant {
                diagnostics +=
                    config?.diagnostics(mentioning: variant, at: path.appending(EndpointAlarm.Property.variant)) ?? []
            }
            diagnostics += alarm.diagnostics(at: path)
        }
        for (index, role) in grantInvoke.enumerated() {
            diagnostics += NamingRule.roleNameOrARN.diagnostics(
                role,
                at: path.appending(Property.grantInvoke).appending(index: index)
            )
        }
        return diagnostics + tags.tagDiagnostics(at: path.appending(Property.tags))
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
    fileprivate func diagnostics(mentioning variant: String, at path: PropertyPath) -> [Diagnostic] {
        if variantNames.contains(variant) { return [] }
        let fix = Suggestion.hint(for: variant, among: variantNames)
        return [Diagnostic(.unknownName, at: path, "there is no variant '\(variant)'", fix: fix)]
    }
}

// Source: DeploymentConfig and what it consists of in the Amazon SageMaker API Reference.

extension DeploymentConfig {
    fileprivate func diagnostics(at path: PropertyPath) -> [Diagnostic] {
        var diagnostics: [Diagnostic] = []
        switch update {
        case .blueGreen(let routing, let waitInterval, let terminationWait, let timeout):
            let path = path.appending(Property.blueGreen)
            diagnostics += Optional(waitInterval).diagnostics(
                0...3600,
                at: path.appending(BlueGreenUpdate.Property.waitIntervalInSeconds),
                unit: " seconds"
            )
            diagnostics += terminationWait.diagnostics(
                0...3600,
                at: path.appending(BlueGreenUpdate.Property.terminationWaitInSeconds),
                unit: " seconds"
            )
            diagnostics += timeout.diagnostics(
                600...28800,
                at: path.appending(BlueGreenUpdate.Property.maximumExecutionTimeoutInSeconds),
                unit: " seconds"
            )
            switch routing {
            case .allAtOnce: break
            case .canary(let size):
                diagnostics += size.diagnostics(1...50, at: path.appending(BlueGreenUpdate.Property.canarySize))
            case .linear(let size):
                diagnostics += size.diagnostics(10...50, at: path.appending(BlueGreenUpdate.Property.linearStepSize))
            }
        case .rolling(let batch, let waitInterval, let rollbackBatch, let timeout):
            let path = path.appending(Property.rolling)
            diagnostics += Optional(waitInterval).diagnostics(
                0...3600,
                at: path.appending(RollingUpdate.Property.waitIntervalInSeconds),
                unit: " seconds"
            )
            diagnostics += timeout.diagnostics(
                600...28800,
                at: path.appending(RollingUpdate.Property.maximumExecutionTimeoutInSeconds),
                unit: " seconds"
            )
            diagnostics += batch.diagnostics(5...50, at: path.appending(RollingUpdate.Property.maximumBatchSize))
            diagnostics +=
                rollbackBatch?.diagnostics(1...100, at: path.appending(RollingUpdate.Property.rollbackMaximumBatchSize))
                ?? []
        }
        let alarmsPath = path.appending(Property.alarms)
        diagnostics += alarms.countDiagnostics(0...10, at: alarmsPath, of: "alarms")
        for (index, alarm) in alarms.enumerated() {
            diagnostics += NamingRule.alarm.diagnostics(alarm, at: alarmsPath.appending(index: index))
        }
        return diagnostics
    }
}

extension DeploymentConfig.Capacity {
    /// - Parameter percent: The bounds of a share: "between 5% to 50% of the variant's total instance count".
    fileprivate func diagnostics(_ percent: ClosedRange<Int>, at path: PropertyPath) -> [Diagnostic] {
        switch self {
        case .instanceCount(let count):
            Optional(count).diagnostics(1...Int.max, at: path.appending(Property.instanceCount))
        case .capacityPercent(let share):
            Optional(share).diagnostics(percent, at: path.appending(Property.capacityPercent), unit: " percent")
        }
    }
}

extension NamingRule {
    /// Source: `AlarmName` in the Amazon SageMaker and Amazon CloudWatch API References.
    static let alarm = NamingRule("must be an alarm's name: 1 to 255 characters") { name in
        (1...255).contains(name.unicodeScalars.count)
    }
}
