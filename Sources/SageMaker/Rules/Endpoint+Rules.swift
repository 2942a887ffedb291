internal import AWSNames
internal import Basics
internal import Manifests

extension Endpoint {
    func diagnostics(at path: PropertyPath, endpointConfigs: [String: EndpointConfig]) -> [Diagnostic] {
        var check = RuleCheck<Self>(at: path)
        switch source {
        case .created(let config, let name):
            let path = check.path(to: .endpointConfig)
            check.include(config.diagnostics(at: path, endpointConfigs: endpointConfigs))
            check.require(name, at: .endpointName, .name)
        case .existing(_, let arn?): check.require(arn, at: .fromEndpointArn, .endpointARN)
        case .existing(let name, nil): check.require(name, at: .fromEndpointName, .name)
        }
        let deploymentPath = check.path(to: .deploymentConfig)
        check.include(deploymentConfig?.diagnostics(at: deploymentPath))
        for name in deploymentConfig?.alarms ?? [] where stopsUpdates(name) && givenName == nil {
            // The alarm must exist before the endpoint, and names the endpoint that it monitors.
            let path = deploymentPath.appending(DeploymentConfig.Property.alarms)
            let message = "alarm '\(name)' rolls updates back and is created before the endpoint: set 'endpointName'"
            check.report(.missingProperty, at: path, message)
        }
        let config = endpointConfig.flatMap { reference -> EndpointConfig? in
            if case .definition(let name) = reference.target { endpointConfigs[name] } else { nil }
        }
        for (variant, scaling) in autoScaling.sorted(by: { $0.key < $1.key }) {
            let path = check.path(to: .autoScaling).appending(name: variant)
            check.include(config?.diagnostics(ofReferenceTo: variant, at: path))
            check.include(scaling.diagnostics(at: path, variant: variant, config: config))
        }
        for (name, alarm) in alarms.sorted(by: { $0.key < $1.key }) {
            let path = check.path(to: .alarms).appending(name: name)
            if let variant = alarm.variant {
                let path = path.appending(EndpointAlarm.Property.variant)
                check.include(config?.diagnostics(ofReferenceTo: variant, at: path))
            }
            check.include(alarm.diagnostics(at: path))
        }
        check.requireEach(grantInvoke, at: .grantInvoke, .roleNameOrARN)
        check.requireTags(tags, at: .tags)
        return check.diagnostics
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

    /// Returns a diagnostic if there is no variant of the name.
    fileprivate func diagnostics(ofReferenceTo variant: String, at path: PropertyPath) -> [Diagnostic] {
        if variantNames.contains(variant) { return [] }
        let fix = Suggestion.hint(for: variant, among: variantNames)
        return [Diagnostic(.unknownName, at: path, "there is no variant '\(variant)'", fix: fix)]
    }
}

// Source: DeploymentConfig and its parts in the Amazon SageMaker API Reference.

extension DeploymentConfig {
    fileprivate func diagnostics(at path: PropertyPath) -> [Diagnostic] {
        var check = RuleCheck<Self>(at: path)
        switch update {
        case .blueGreen(let routing, let waitInterval, let terminationWait, let timeout):
            var update = RuleCheck<BlueGreenUpdate>(at: check.path(to: .blueGreen))
            update.require(waitInterval, at: .waitIntervalInSeconds, in: 0...3600, unit: " seconds")
            update.require(terminationWait, at: .terminationWaitInSeconds, in: 0...3600, unit: " seconds")
            update.require(timeout, at: .maximumExecutionTimeoutInSeconds, in: 600...28800, unit: " seconds")
            switch routing {
            case .allAtOnce: break
            case .canary(let size): update.include(size.diagnostics(1...50, at: update.path(to: .canarySize)))
            case .linear(let size): update.include(size.diagnostics(10...50, at: update.path(to: .linearStepSize)))
            }
            check.include(update.diagnostics)
        case .rolling(let batch, let waitInterval, let rollbackBatch, let timeout):
            var update = RuleCheck<RollingUpdate>(at: check.path(to: .rolling))
            update.require(waitInterval, at: .waitIntervalInSeconds, in: 0...3600, unit: " seconds")
            update.require(timeout, at: .maximumExecutionTimeoutInSeconds, in: 600...28800, unit: " seconds")
            update.include(batch.diagnostics(5...50, at: update.path(to: .maximumBatchSize)))
            update.include(rollbackBatch?.diagnostics(1...100, at: update.path(to: .rollbackMaximumBatchSize)))
            check.include(update.diagnostics)
        }
        check.requireCount(of: alarms, at: .alarms, in: 0...10, "alarms")
        check.requireEach(alarms, at: .alarms, .alarm)
        return check.diagnostics
    }
}

extension DeploymentConfig.Capacity {
    /// Returns a diagnostic if the capacity is out of bounds.
    ///
    /// - Parameters:
    ///   - percent: The bounds of a percentage: "between 5% to 50% of the variant's total instance count".
    ///   - path: The path of the capacity.
    fileprivate func diagnostics(_ percent: ClosedRange<Int>, at path: PropertyPath) -> [Diagnostic] {
        var check = RuleCheck<Self>(at: path)
        switch self {
        case .instanceCount(let count): check.require(count, at: .instanceCount, in: 1...Int.max)
        case .capacityPercent(let share): check.require(share, at: .capacityPercent, in: percent, unit: " percent")
        }
        return check.diagnostics
    }
}
