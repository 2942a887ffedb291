internal import AWSNames
internal import Manifests

extension Project {
    /// All breaks of SageMaker's rules, in the order of the manifest's sections and of the definitions' names.
    public var findings: [Finding] {
        var findings = nameFindings
        for (name, model) in models.sorted(by: { $0.key < $1.key }) {
            findings += model.findings(at: PropertyPath().appending("models").appending(name))
        }
        for (name, config) in endpointConfigs.sorted(by: { $0.key < $1.key }) {
            let path = PropertyPath().appending("endpointConfigs").appending(name)
            findings += config.findings(at: path, models: models)
        }
        for (name, endpoint) in endpoints.sorted(by: { $0.key < $1.key }) {
            let path = PropertyPath().appending("endpoints").appending(name)
            findings += endpoint.findings(at: path, endpointConfigs: endpointConfigs)
        }
        return findings
    }

    /// Names that are no logical ids, or that the template has for something else.
    private var nameFindings: [Finding] {
        let sections = [
            ("models", models.keys.sorted()), ("endpointConfigs", endpointConfigs.keys.sorted()),
            ("endpoints", endpoints.keys.sorted()),
        ]
        var owners = Dictionary(
            uniqueKeysWithValues: Parameter.allCases.map { ($0.rawValue, "the parameter of that name") }
        )
        for model in models.keys.sorted() where models[model]?.role == nil {
            owners[ExecutionRole.resourceID(of: model)] = "the role made for model '\(model)'"
        }
        for (name, endpoint) in endpoints {
            for resource in endpoint.resources(id: name) where resource.id != name {
                owners[resource.id] = "made for endpoint '\(name)'"
            }
        }

        var findings: [Finding] = []
        for (section, names) in sections {
            for name in names {
                let path = PropertyPath().appending(section).appending(name)
                findings += NamingRule.logicalID.findings(name, at: path)
                if let owner = owners[name] { findings.append(Finding(path, "'\(name)' is also \(owner)")) }
                owners[name] = "in \(section)"
            }
        }
        return findings
    }
}
