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
            findings += config.findings(at: path, models: Array(models.keys))
        }
        for (name, endpoint) in endpoints.sorted(by: { $0.key < $1.key }) {
            let path = PropertyPath().appending("endpoints").appending(name)
            findings += endpoint.findings(at: path, endpointConfigs: Array(endpointConfigs.keys))
        }
        return findings
    }

    /// Names that are no logical ids, or that the template has for something else.
    private var nameFindings: [Finding] {
        let sections = [("models", models.keys.sorted()), ("endpointConfigs", endpointConfigs.keys.sorted())]
        let made = models.keys.sorted().filter { models[$0]?.role == nil }.map { (ExecutionRole.logicalID(of: $0), $0) }
        var owners = Dictionary(
            uniqueKeysWithValues: Parameter.allCases.map { ($0.rawValue, "the parameter of that name") }
        )
        for (id, model) in made { owners[id] = "the role made for model '\(model)'" }

        var findings: [Finding] = []
        for (section, names) in sections + [("endpoints", endpoints.keys.sorted())] {
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

extension DefinitionReference {
    /// Returns what is wrong with a mention: nothing, or that there is no such definition.
    func findings(at path: PropertyPath, kind: String, known: [String]) -> [Finding] {
        if known.contains(name) { return [] }
        return [Finding(path, "there is no \(kind) '\(name)'; \(Suggestion.hint(for: name, among: known))")]
    }
}
