internal import Basics
internal import Manifests

extension Project {
    /// The names that definitions give to more than one resource, of which AWS would refuse the second or replace the
    /// first.
    var givenNameDiagnostics: [Diagnostic] {
        var names = GivenNames()
        for (id, model) in models.sorted(by: { $0.key < $1.key }) {
            let path = PropertyPath(ProjectProperty.models).appending(name: id).appending(Model.Property.modelName)
            names.insert(model.modelName, of: "model", in: id, at: path)
        }
        for (id, config) in endpointConfigs.sorted(by: { $0.key < $1.key }) {
            let path = PropertyPath(ProjectProperty.endpointConfigs).appending(name: id)
                .appending(EndpointConfig.Property.endpointConfigName)
            names.insert(config.endpointConfigName, of: "endpoint configuration", in: id, at: path)
        }
        for (id, endpoint) in endpoints.sorted(by: { $0.key < $1.key }) {
            let path = PropertyPath(ProjectProperty.endpoints).appending(name: id)
            if case .created(_, let name?) = endpoint.source {
                // CreateEndpoint, EndpointName: "The name is case-insensitive in CreateEndpoint".
                let path = path.appending(Endpoint.Property.endpointName)
                names.insert(name, of: "endpoint", in: id, at: path, ignoringCase: true)
            }
            for (key, alarm) in endpoint.alarms.sorted(by: { $0.key < $1.key }) {
                // PutMetricAlarm, AlarmName: "This name must be unique within the Region."
                let path = path.appending(Endpoint.Property.alarms).appending(name: key)
                    .appending(EndpointAlarm.Property.alarmName)
                names.insert(alarm.alarmName, of: "alarm", in: "\(id).alarms.\(key)", at: path)
            }
            guard let name = endpoint.givenName?.plainText else { continue }
            for variant in endpoint.autoScaling.keys.sorted() {
                // RegisterScalableTarget: one target for each resource and dimension.
                let path = path.appending(Endpoint.Property.autoScaling).appending(name: variant)
                names.insertTarget("\(name.lowercased())/\(variant)", in: id, at: path)
            }
        }
        return names.diagnostics
    }
}

/// The names of resources, by the kind of the resource.
private struct GivenNames {
    private var owners: [String: [String: String]] = [:]
    private(set) var diagnostics: [Diagnostic] = []

    /// Adds a name, and reports it if another resource of the kind has it.
    ///
    /// - Parameters:
    ///   - name: The name; nil for a generated one.
    ///   - kind: The kind of the resource, for the message.
    ///   - owner: The definition, for the message about the next resource of the name.
    ///   - path: The path of the name.
    ///   - ignoringCase: Whether names that differ only in case are the same.
    mutating func insert(
        _ name: String?,
        of kind: String,
        in owner: String,
        at path: PropertyPath,
        ignoringCase: Bool = false
    ) {
        guard let name else { return }
        let key = ignoringCase ? name.lowercased() : name
        guard let other = owners[kind]?[key] else {
            owners[kind, default: [:]][key] = owner
            return
        }
        let rule = ignoringCase ? "names must differ in more than case" : "names must differ"
        let message = "'\(name)' is also the name of \(kind) '\(other)'; \(rule)"
        diagnostics.append(Diagnostic(.nameCollision, at: path, message))
    }

    /// Adds a scaled variant of an endpoint, and reports it if another definition scales it.
    mutating func insertTarget(_ target: String, in owner: String, at path: PropertyPath) {
        guard let other = owners["scalable target"]?[target] else {
            owners["scalable target", default: [:]][target] = owner
            return
        }
        let message = "this variant of the same endpoint is also scaled in '\(other)'"
        diagnostics.append(Diagnostic(.nameCollision, at: path, message, fix: "scale it in one of the two"))
    }
}
