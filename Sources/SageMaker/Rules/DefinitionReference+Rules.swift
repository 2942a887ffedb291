internal import AWSNames
internal import Basics
internal import Manifests

extension DefinitionReference<Model> {
    /// Returns a diagnostic if the project has no such model, or if the name or ARN of an existing one is invalid.
    func diagnostics(at path: PropertyPath, models: [String: Model]) -> [Diagnostic] {
        diagnostics(at: path, kind: "model", names: Array(models.keys), arn: .modelARN)
    }
}

extension DefinitionReference<EndpointConfig> {
    /// Returns a diagnostic if the project has no such endpoint configuration, or if the name or ARN of an existing one
    /// is invalid.
    func diagnostics(at path: PropertyPath, endpointConfigs: [String: EndpointConfig]) -> [Diagnostic] {
        let names = Array(endpointConfigs.keys)
        return diagnostics(at: path, kind: "endpoint configuration", names: names, arn: .endpointConfigARN)
    }
}

extension DefinitionReference {
    private func diagnostics(at path: PropertyPath, kind: String, names: [String], arn: NamingRule) -> [Diagnostic] {
        switch target {
        case .definition(let name):
            if names.contains(name) { return [] }
            let fix = Suggestion.hint(for: name, among: names)
            return [Diagnostic(.unknownName, at: path, "there is no \(kind) '\(name)'", fix: fix)]
        case .existingName(let name): return NamingRule.name.diagnostics(name, at: path)
        case .existingARN(let text): return arn.diagnostics(text, at: path)
        }
    }
}
