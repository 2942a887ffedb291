internal import AWSNames
internal import Basics
internal import Manifests

extension Project {
    /// A diagnostic for each violated rule of SageMaker, in the order of the manifest's sections and of the
    /// definitions' names.
    public var diagnostics: [Diagnostic] {
        var diagnostics = nameDiagnostics
        for (name, model) in models.sorted(by: { $0.key < $1.key }) {
            diagnostics += model.diagnostics(at: PropertyPath(ProjectProperty.models).appending(name: name))
        }
        for (name, config) in endpointConfigs.sorted(by: { $0.key < $1.key }) {
            let path = PropertyPath(ProjectProperty.endpointConfigs).appending(name: name)
            diagnostics += config.diagnostics(at: path, models: models)
        }
        for (name, endpoint) in endpoints.sorted(by: { $0.key < $1.key }) {
            let path = PropertyPath(ProjectProperty.endpoints).appending(name: name)
            diagnostics += endpoint.diagnostics(at: path, endpointConfigs: endpointConfigs, models: models)
        }
        return diagnostics + givenNameDiagnostics + targetDiagnostics
    }

    /// The definitions whose names are not valid logical ids, or are used for something else in the template.
    private var nameDiagnostics: [Diagnostic] {
        let sections = [
            (ProjectProperty.models, models.keys.sorted()), (.endpointConfigs, endpointConfigs.keys.sorted()),
            (.endpoints, endpoints.keys.sorted()),
        ]
        var owners = Dictionary(
            uniqueKeysWithValues: Parameter.allCases.map { ($0.rawValue, "the name of a template parameter") }
        )
        for model in models.keys.sorted() where models[model]?.role == nil {
            owners[ExecutionRole.resourceID(of: model)] = "the role created for model '\(model)'"
        }
        for (name, endpoint) in endpoints {
            for resource in endpoint.resources(id: name) where resource.id != name {
                owners[resource.id] = "a resource created for endpoint '\(name)'"
            }
        }

        var diagnostics: [Diagnostic] = []
        for (section, names) in sections {
            for name in names {
                let path = PropertyPath(section).appending(name: name)
                diagnostics += NamingRule.logicalID.diagnostics(name, at: path)
                if let owner = owners[name] {
                    diagnostics.append(Diagnostic(.nameCollision, at: path, "'\(name)' is also \(owner)"))
                }
                owners[name] = "defined in \(section.rawValue)"
            }
        }
        return diagnostics
    }
}
