internal import Manifests

/// How an endpoint moves to another configuration.
///
/// Source: DeploymentConfig in the Amazon SageMaker API Reference.
public struct DeploymentConfig: Sendable, Hashable {
    /// A number of instances.
    public enum Capacity: Sendable, Hashable {
        /// So many.
        case instanceCount(Int)
        /// So many in a hundred.
        case capacityPercent(Int)
    }

    /// How the requests move to instances that were started beside the old ones.
    public enum TrafficRouting: Sendable, Hashable {
        /// All at once.
        case allAtOnce
        /// A first part, and later the rest.
        case canary(Capacity)
        /// Part after part.
        case linear(Capacity)
    }

    /// How the new instances take over.
    public enum Update: Sendable, Hashable {
        /// As many new instances are started beside the old ones.
        ///
        /// - Parameters:
        ///   - routing: How the requests move to them.
        ///   - waitIntervalInSeconds: How long each part is watched before the next one.
        ///   - terminationWaitInSeconds: How long the old instances are kept afterwards: not at all if nil.
        ///   - maximumExecutionTimeoutInSeconds: How long all of it may take: SageMaker's own time if nil.
        case blueGreen(
            TrafficRouting,
            waitIntervalInSeconds: Int,
            terminationWaitInSeconds: Int? = nil,
            maximumExecutionTimeoutInSeconds: Int? = nil
        )
        /// A few new instances at a time take the place of old ones.
        ///
        /// - Parameters:
        ///   - maximumBatchSize: How many at a time.
        ///   - waitIntervalInSeconds: How long each step is watched before the next one.
        ///   - rollbackMaximumBatchSize: How many at a time on the way back: all at once if nil.
        ///   - maximumExecutionTimeoutInSeconds: How long all of it may take: SageMaker's own time if nil.
        case rolling(
            maximumBatchSize: Capacity,
            waitIntervalInSeconds: Int,
            rollbackMaximumBatchSize: Capacity? = nil,
            maximumExecutionTimeoutInSeconds: Int? = nil
        )
    }

    /// How the new instances take over.
    public var update: Update
    /// The names of the CloudWatch alarms that send it back.
    ///
    /// An alarm of the same endpoint is named by its name in the endpoint.
    public var alarms: [String]

    /// Rolls an update out, and back when one of the alarms goes off.
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

/// `blueGreen`.
package struct BlueGreenUpdate: DocumentObject {
    let update: DeploymentConfig.Update

    package enum Property: String, DocumentProperty {
        case type, canarySize, linearStepSize, waitIntervalInSeconds, terminationWaitInSeconds
        case maximumExecutionTimeoutInSeconds
    }

    package enum Routing: String, DocumentWord {
        case allAtOnce = "AllAtOnce"
        case canary = "Canary"
        case linear = "Linear"
    }

    package init(reading value: DocumentValue) {
        let properties = DocumentProperties<Property>(value)
        let type: Routing = properties.required(.type)
        for (property, owner) in [(Property.canarySize, Routing.canary), (.linearStepSize, .linear)]
        where properties.has(property) && type != owner {
            properties.requiredValue(property).report(.conflictingProperties, "is only for 'type: \(owner.rawValue)'")
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

/// `rolling`.
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
