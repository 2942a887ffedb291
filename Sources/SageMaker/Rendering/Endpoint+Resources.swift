internal import Basics

// Source: CreateEndpoint in the Amazon SageMaker API Reference.

extension Endpoint {
    /// Returns the endpoint, unless it exists already, with its alarms, scaling and permissions.
    ///
    /// - Parameters:
    ///   - id: The endpoint's id.
    ///   - config: The endpoint's configuration; nil if it is not part of the project.
    func resources(id: ResourceID, config: EndpointConfig? = nil) -> [Resource] {
        var resources: [Resource] = []
        // An alarm that rolls updates back is created before the endpoint, and refers to it by its given name.
        for (name, alarm) in alarms.sorted(by: { $0.key < $1.key }) where stopsUpdates(name) {
            let request = alarm.request(endpoint: givenName ?? nameText(id: id))
            resources.append(Resource(id: Self.alarmID(name, of: id), content: .request(request)))
        }
        if case .created(let config, let name) = source {
            let request = Request(
                .createEndpoint,
                name: name,
                [
                    "DeploymentConfig": deploymentConfig?.value { stopsUpdates($0) ? Self.alarmID($0, of: id) : nil },
                    "EndpointConfigName": config.nameValue,
                    "Tags": tags.tagList,
                ]
            )
            resources.append(Resource(id: id, content: .request(request)))
        }
        for (variant, scaling) in autoScaling.sorted(by: { $0.key < $1.key }) {
            let initial = config?.instanceProductionVariants.first { $0.variantName == variant }?.initialInstanceCount
            resources += scaling.resources(
                variant: variant,
                endpoint: id,
                name: nameText(id: id),
                initialCount: initial
            )
        }
        for (name, alarm) in alarms.sorted(by: { $0.key < $1.key }) where !stopsUpdates(name) {
            let request = alarm.request(endpoint: nameText(id: id))
            resources.append(Resource(id: Self.alarmID(name, of: id), content: .request(request)))
        }
        if !grantInvoke.isEmpty {
            // An asynchronous endpoint is invoked by a request of its own.
            let actions =
                ["sagemaker:InvokeEndpoint"]
                + (config?.asyncInference == nil ? [] : ["sagemaker:InvokeEndpointAsync"])
            let statement = PolicyStatementValue(actions: actions, resources: [arn(id: id)])
            let roles = grantInvoke.map { String($0.split(separator: "/").last ?? "") }
            resources.append(
                Resource(id: id + "InvokePolicy", content: .policy(statements: [statement], roles: roles))
            )
        }
        return resources
    }

    static func alarmID(_ name: String, of id: ResourceID) -> ResourceID {
        ResourceName.resource(id + ResourceName.part(name) + "Alarm")
    }

    /// The name that the definition gives the endpoint; nil if it is generated at deployment.
    var givenName: Substitution? {
        switch source {
        case .created(_, let name): name.map { "\($0)" }
        case .existing(let name, _): "\(name)"
        }
    }

    /// Whether an alarm is one of the endpoint's alarms and rolls its updates back.
    func stopsUpdates(_ alarm: String) -> Bool {
        alarms[alarm] != nil && deploymentConfig?.alarms.contains(alarm) == true
    }

    private func nameText(id: ResourceID) -> Substitution {
        if case .existing(let name, _) = source { return "\(name)" }
        return "\(.attribute(.name, of: id))"
    }

    private func arn(id: ResourceID) -> Substitution {
        if case .existing(let name, _) = source {
            return "arn:\(.partition):sagemaker:\(.region):\(.account):endpoint/\(name.lowercased())"
        }
        return "\(.attribute(.arn, of: id))"
    }
}

extension DeploymentConfig {
    /// Returns the `DeploymentConfig` parameter.
    ///
    /// - Parameter alarmID: Returns the id of an alarm of the same endpoint, or nil for the name of any other alarm.
    fileprivate func value(alarmID: (String) -> ResourceID?) -> TemplateValue {
        let names = alarms.map { name -> TemplateValue in
            ["AlarmName": alarmID(name).map { "\(.attribute(.name, of: $0))" } ?? .text(name)]
        }
        var members: [String: TemplateValue?] = [
            "AutoRollbackConfiguration": names.isEmpty ? nil : ["Alarms": .list(names)]
        ]
        switch update {
        case .blueGreen(let routing, let waitInterval, let terminationWait, let timeout):
            members["BlueGreenUpdatePolicy"] = .object(compacting: [
                "MaximumExecutionTimeoutInSeconds": timeout.map { .integer($0) },
                "TerminationWaitInSeconds": terminationWait.map { .integer($0) },
                "TrafficRoutingConfiguration": routing.value(waitInterval: waitInterval),
            ])
        case .rolling(let batch, let waitInterval, let rollbackBatch, let timeout):
            members["RollingUpdatePolicy"] = .object(compacting: [
                "MaximumBatchSize": batch.value,
                "MaximumExecutionTimeoutInSeconds": timeout.map { .integer($0) },
                "RollbackMaximumBatchSize": rollbackBatch?.value,
                "WaitIntervalInSeconds": .integer(waitInterval),
            ])
        }
        return .object(compacting: members)
    }
}

extension DeploymentConfig.TrafficRouting {
    fileprivate func value(waitInterval: Int) -> TemplateValue {
        switch self {
        case .allAtOnce: ["Type": "ALL_AT_ONCE", "WaitIntervalInSeconds": .integer(waitInterval)]
        case .canary(let size):
            ["CanarySize": size.value, "Type": "CANARY", "WaitIntervalInSeconds": .integer(waitInterval)]
        case .linear(let size):
            ["LinearStepSize": size.value, "Type": "LINEAR", "WaitIntervalInSeconds": .integer(waitInterval)]
        }
    }
}

extension DeploymentConfig.Capacity {
    fileprivate var value: TemplateValue {
        switch self {
        case .instanceCount(let count): ["Type": "INSTANCE_COUNT", "Value": .integer(count)]
        case .capacityPercent(let percent): ["Type": "CAPACITY_PERCENT", "Value": .integer(percent)]
        }
    }
}
