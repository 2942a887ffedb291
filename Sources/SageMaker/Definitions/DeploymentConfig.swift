internal import Manifests

/// The deployment of a new configuration to an endpoint.
///
/// Source: DeploymentConfig in the Amazon SageMaker API Reference.
public struct DeploymentConfig: Sendable, Hashable {
    /// A part of a variant's instances.
    public enum Capacity: Sendable, Hashable {
        /// A number of instances, at least 1.
        case instanceCount(Int)
        /// A percentage of the variant's instances.
        case capacityPercent(Int)
    }

    /// The traffic shift of a blue/green deployment from the old instances to the new ones.
    public enum TrafficRouting: Sendable, Hashable {
        /// All traffic shifts at once.
        case allAtOnce
        /// The given capacity shifts first, and the rest after the wait interval.
        case canary(Capacity)
        /// Traffic shifts in steps of the given capacity.
        case linear(Capacity)
    }

    /// The strategy that replaces the old instances by new ones.
    public enum Update: Sendable, Hashable {
        /// A blue/green deployment: all new instances are started before traffic shifts to them.
        ///
        /// - Parameters:
        ///   - routing: The traffic shift.
        ///   - waitIntervalInSeconds: The time for which alarms are monitored after each step, 0 to 3,600 seconds.
        ///   - terminationWaitInSeconds: The time for which the old instances are kept afterwards, 0 to 3,600 seconds;
        ///     nil for none.
        ///   - maximumExecutionTimeoutInSeconds: The time limit of the deployment, 600 to 28,800 seconds; nil for
        ///     SageMaker's default.
        case blueGreen(
            TrafficRouting,
            waitIntervalInSeconds: Int,
            terminationWaitInSeconds: Int? = nil,
            maximumExecutionTimeoutInSeconds: Int? = nil
        )
        /// A rolling deployment: instances are replaced in batches.
        ///
        /// - Parameters:
        ///   - maximumBatchSize: The capacity of a batch.
        ///   - waitIntervalInSeconds: The time for which alarms are monitored after each batch, 0 to 3,600 seconds.
        ///   - rollbackMaximumBatchSize: The capacity of a batch during a rollback; nil for all instances at once.
        ///   - maximumExecutionTimeoutInSeconds: The time limit of the deployment, 600 to 28,800 seconds; nil for
        ///     SageMaker's default.
        case rolling(
            maximumBatchSize: Capacity,
            waitIntervalInSeconds: Int,
            rollbackMaximumBatchSize: Capacity? = nil,
            maximumExecutionTimeoutInSeconds: Int? = nil
        )
    }

    /// The deployment strategy.
    public var update: Update
    /// The CloudWatch alarms that roll the deployment back, at most 10.
    ///
    /// An alarm of the same endpoint is referenced by its key in the endpoint's `alarms`, any other by its name.
    public var alarms: [String]

    /// Creates a deployment that is rolled back when one of the alarms goes off.
    public init(_ update: Update, alarms: [String] = []) {
        self.update = update
        self.alarms = alarms
    }
}

// MARK: Reading

extension DeploymentConfig: DocumentObject {
    package enum Property: String, DocumentProperty {
        case blueGreen, rolling, alarms
    }

    package init(reading value: DocumentValue) {
        let properties = DocumentProperties<Property>(value)
        let update: Update =
            switch properties.only(of: [.blueGreen, .rolling]) {
            case .rolling: properties.required(.rolling, as: RollingUpdate.self).update
            case .blueGreen: properties.required(.blueGreen, as: BlueGreenUpdate.self).update
            default: .blueGreen(.allAtOnce, waitIntervalInSeconds: 0)
            }
        self.init(update, alarms: properties.value(.alarms, default: []))
    }
}

extension DeploymentConfig.Capacity: DocumentObject {
    package enum Property: String, DocumentProperty {
        case instanceCount, capacityPercent
    }

    package init(reading value: DocumentValue) {
        let properties = DocumentProperties<Property>(value)
        switch properties.only() {
        case .capacityPercent: self = .capacityPercent(properties.required(.capacityPercent))
        case .instanceCount: self = .instanceCount(properties.required(.instanceCount))
        case nil: self = .instanceCount(1)
        }
    }
}

/// The value of `blueGreen`.
package struct BlueGreenUpdate: DocumentObject {
    let update: DeploymentConfig.Update

    package enum Property: String, DocumentProperty {
        case type, canarySize, linearStepSize, waitIntervalInSeconds, terminationWaitInSeconds
        case maximumExecutionTimeoutInSeconds
    }

    package enum Routing: String, DocumentEnum {
        case allAtOnce = "AllAtOnce"
        case canary = "Canary"
        case linear = "Linear"
    }

    package init(reading value: DocumentValue) {
        let properties = DocumentProperties<Property>(value)
        let type: Routing = properties.required(.type)
        for (property, owner) in [(Property.canarySize, Routing.canary), (.linearStepSize, .linear)]
        where properties.has(property) && type != owner {
            let message = "is allowed only with 'type: \(owner.rawValue)'"
            properties.requiredValue(property).report(.conflictingProperties, message)
        }
        let routing: DeploymentConfig.TrafficRouting =
            switch type {
            case .allAtOnce: .allAtOnce
            case .canary: .canary(properties.required(.canarySize))
            case .linear: .linear(properties.required(.linearStepSize))
            }
        update = .blueGreen(
            routing,
            waitIntervalInSeconds: type == .allAtOnce
                ? properties.value(.waitIntervalInSeconds, default: 0) : properties.required(.waitIntervalInSeconds),
            terminationWaitInSeconds: properties.optional(.terminationWaitInSeconds),
            maximumExecutionTimeoutInSeconds: properties.optional(.maximumExecutionTimeoutInSeconds)
        )
    }
}

/// The value of `rolling`.
package struct RollingUpdate: DocumentObject {
    let update: DeploymentConfig.Update

    package enum Property: String, DocumentProperty {
        case maximumBatchSize, waitIntervalInSeconds, rollbackMaximumBatchSize, maximumExecutionTimeoutInSeconds
    }

    package init(reading value: DocumentValue) {
        let properties = DocumentProperties<Property>(value)
        update = .rolling(
            maximumBatchSize: properties.required(.maximumBatchSize),
            waitIntervalInSeconds: properties.required(.waitIntervalInSeconds),
            rollbackMaximumBatchSize: properties.optional(.rollbackMaximumBatchSize),
            maximumExecutionTimeoutInSeconds: properties.optional(.maximumExecutionTimeoutInSeconds)
        )
    }
}
