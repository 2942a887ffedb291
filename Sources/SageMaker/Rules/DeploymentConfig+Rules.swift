internal import Basics
internal import Manifests

// Source: DeploymentConfig and its parts in the Amazon SageMaker API Reference.

extension DeploymentConfig {
    /// Returns the violated rules of a deployment.
    ///
    /// - Parameters:
    ///   - path: The path of the deployment.
    ///   - fleets: The instances of the endpoint's variants; empty if they are not part of the project.
    func diagnostics(at path: PropertyPath, fleets: [Fleet]) -> [Diagnostic] {
        var check = RuleCheck<Self>(at: path)
        switch update {
        case .blueGreen(let routing, let waitInterval, let terminationWait, let timeout):
            var update = RuleCheck<BlueGreenUpdate>(at: check.path(to: .blueGreen))
            update.require(waitInterval, at: .waitIntervalInSeconds, in: 0...3600, unit: " seconds")
            update.require(terminationWait, at: .terminationWaitInSeconds, in: 0...3600, unit: " seconds")
            update.require(timeout, at: .maximumExecutionTimeoutInSeconds, in: 600...28800, unit: " seconds")
            var waits = 1
            switch routing {
            case .allAtOnce: break
            case .canary(let size): update.include(size.diagnostics(1...50, fleets, at: update.path(to: .canarySize)))
            case .linear(let size):
                update.include(size.diagnostics(10...50, fleets, at: update.path(to: .linearStepSize)))
                waits = size.waits(fleets)
            }
            // BlueGreenUpdatePolicy, MaximumExecutionTimeoutInSeconds: it "should be larger than the total waiting time".
            let seconds = (terminationWait ?? 0).boundedWait + waits * waitInterval.boundedWait
            update.require(timeout, at: .maximumExecutionTimeoutInSeconds, longerThan: seconds)
            check.include(update.diagnostics)
        case .rolling(let batch, let waitInterval, let rollbackBatch, let timeout):
            var update = RuleCheck<RollingUpdate>(at: check.path(to: .rolling))
            update.require(waitInterval, at: .waitIntervalInSeconds, in: 0...3600, unit: " seconds")
            update.require(timeout, at: .maximumExecutionTimeoutInSeconds, in: 600...28800, unit: " seconds")
            update.include(batch.diagnostics(5...50, fleets, at: update.path(to: .maximumBatchSize)))
            update.include(rollbackBatch?.diagnostics(1...100, [], at: update.path(to: .rollbackMaximumBatchSize)))
            // RollingUpdatePolicy, MaximumExecutionTimeoutInSeconds: "Exceeding this limit causes a timeout."
            let seconds = batch.waits(fleets) * waitInterval.boundedWait
            update.require(timeout, at: .maximumExecutionTimeoutInSeconds, longerThan: seconds)
            check.include(update.diagnostics)
        }
        check.requireCount(of: alarms, at: .alarms, in: 0...10, "alarms")
        check.requireEach(alarms, at: .alarms, .alarm)
        // AutoRollbackConfig of AWS::SageMaker::Endpoint in CloudFormation's schema: all different.
        check.requireUnique(alarms, at: .alarms)
        return check.diagnostics
    }
}

// MARK: Capacities

extension DeploymentConfig {
    /// The numbers of instances that a variant can have while its endpoint is deployed.
    struct Fleet {
        let variant: String
        let counts: ClosedRange<Int>
    }
}

extension Endpoint {
    /// Returns the instances of the variants of the endpoint's configuration, which scaling may have changed.
    func fleets(of config: EndpointConfig) -> [DeploymentConfig.Fleet] {
        config.instanceProductionVariants.map { variant in
            let count = variant.initialInstanceCount
            let scaling = autoScaling[variant.variantName]
            let managed = variant.managedInstanceScaling
            let bounds =
                [count, scaling?.minCapacity, scaling?.maxCapacity, managed?.minInstanceCount]
                .compactMap { $0 } + [managed?.maxInstanceCount].compactMap { $0 }
            // Numbers that are out of bounds are reported elsewhere, and computed with here.
            let (fewest, most) = (bounds.min() ?? count, bounds.max() ?? count)
            return .init(variant: variant.variantName, counts: fewest.boundedCount...most.boundedCount)
        }
    }
}

extension DeploymentConfig.Capacity {
    /// Returns the number of waits that a deployment in steps of this capacity has at least: one between two steps.
    ///
    /// - Parameter fleets: The instances that the steps are parts of; empty if they are not known.
    fileprivate func waits(_ fleets: [DeploymentConfig.Fleet]) -> Int {
        let waits = fleets.map { fleet in
            // More instances take more steps of a number, and at least as many of a percentage.
            let smallest = max(1, fleet.counts.lowerBound)
            return switch self {
            case .instanceCount(let count): count > 0 ? smallest.dividedRoundingUp(by: count) - 1 : 1
            // A step of a small fleet is an instance at least, which can be more than the percentage.
            case .capacityPercent(let percent):
                (1...50).contains(percent) ? min(100.dividedRoundingUp(by: percent) - 1, smallest) : 1
            }
        }
        return max(1, waits.min() ?? 1)
    }

    /// Returns a diagnostic if the capacity is out of bounds.
    ///
    /// - Parameters:
    ///   - percent: The bounds of a percentage: "between 5% to 50% of the variant's total instance count".
    ///   - fleets: The instances that a number of instances is a part of.
    ///   - path: The path of the capacity.
    fileprivate func diagnostics(
        _ percent: ClosedRange<Int>,
        _ fleets: [DeploymentConfig.Fleet],
        at path: PropertyPath
    ) -> [Diagnostic] {
        var check = RuleCheck<Self>(at: path)
        switch self {
        case .capacityPercent(let share): check.require(share, at: .capacityPercent, in: percent, unit: " percent")
        case .instanceCount(let count):
            check.require(count, at: .instanceCount, in: .atLeast(1))
            guard (1...Int(Int32.max)).contains(count) else { break }
            for fleet in fleets {
                let (most, fewest) = (fleet.counts.upperBound, fleet.counts.lowerBound)
                guard count > most / 2 || count * 100 < percent.lowerBound * fewest else { continue }
                let message = """
                    is \(count); must be from \(percent.lowerBound) to \(percent.upperBound) percent of the instances of \
                    variant '\(fleet.variant)', which are \(count > most / 2 ? most : fewest)
                    """
                let fix = "use 'capacityPercent', or change the number of instances"
                check.report(.outOfRange, at: .instanceCount, message, fix: fix)
                break
            }
        }
        return check.diagnostics
    }
}

extension RuleCheck {
    /// Requires that a time limit, if there is one, is longer than the time for which alarms are monitored.
    fileprivate mutating func require(_ timeout: Int?, at property: Object.Property, longerThan waits: Int) {
        guard let timeout, (600...28800).contains(timeout), timeout <= waits else { return }
        let message = "is \(timeout) seconds; must be more than all waits together, which are \(waits) seconds"
        report(.outOfRange, at: property, message, fix: "use a higher limit or shorter waits")
    }
}

extension Int {
    fileprivate var boundedCount: Int { Swift.min(Swift.max(self, 0), Int(Int32.max)) }
    fileprivate var boundedWait: Int { Swift.min(Swift.max(self, 0), 3600) }

    fileprivate func dividedRoundingUp(by divisor: Int) -> Int { self / divisor + (self % divisor > 0 ? 1 : 0) }
}

// MARK: Exclusions

extension Endpoint {
    /// Returns the features of a configuration that the endpoint's deployment does not support.
    ///
    /// Source: "Exclusions" under "Deployment guardrails" in the Amazon SageMaker Developer Guide; "Inference options":
    /// a serverless variant always shifts all traffic at once.
    func deploymentExclusions(_ config: EndpointConfig, at path: PropertyPath, models: [String: Model]) -> [Diagnostic]
    {
        let place: PropertyPath
        let isRolling: Bool
        switch deploymentConfig?.update {
        case .rolling:
            (place, isRolling) = (path.appending(DeploymentConfig.Property.rolling), true)
        case .blueGreen(.canary, _, _, _), .blueGreen(.linear, _, _, _):
            let blueGreen = path.appending(DeploymentConfig.Property.blueGreen)
            (place, isRolling) = (blueGreen.appending(BlueGreenUpdate.Property.type), false)
        case .blueGreen(.allAtOnce, _, _, _), nil: return []
        }
        if case .serverless = config.productionVariants {
            let message = "is not supported for a serverless variant, which shifts all traffic at once"
            return [Diagnostic(.notSupported, at: place, message, fix: "use 'blueGreen: { type: AllAtOnce }'")]
        }
        var diagnostics: [Diagnostic] = []
        let count = config.instanceProductionVariants.count
        if isRolling, count > 1 {
            let message = "is not supported for several variants, of which the configuration has \(count)"
            diagnostics.append(Diagnostic(.notSupported, at: place, message, fix: "use 'blueGreen'"))
        }
        // The configuration's path does not matter, since all are reported at the deployment.
        return diagnostics
            + config.diagnostics(of: .deploymentGuardrails, at: path, models: models, reportedAt: place)
    }
}
