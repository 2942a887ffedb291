internal import AWSNames
internal import Basics
internal import Manifests

extension DefinitionReference {
    /// Returns what is wrong with a mention: nothing, that there is no such definition, or no such name.
    func diagnostics(at path: PropertyPath, kind: String, known: [String], arn: NamingRule) -> [Diagnostic] {
        switch target {
        case .definition(let name):
            if known.contains(name) { return [] }
            let fix = Suggestion.hint(for: name, among: known)
            return [Diagnostic(.unknownName, at: path, "there is no \(kind) '\(name)'", fix: fix)]
        case .existingName(let name): return NamingRule.name.diagnostics(name, at: path)
        case .existingARN(let text): return arn.diagnostics(text, at: path)
        }
    }
}

extension [String: String] {
    /// Returns the tags that break SageMaker's rules.
    ///
    /// Source: Tag in the Amazon SageMaker API Reference.
    func tagDiagnostics(at path: PropertyPath) -> [Diagnostic] {
        var diagnostics = count > 50 ? [Diagnostic(.wrongCount, at: path, "has \(count) tags; at most 50")] : []
        for (key, value) in sorted(by: { $0.key < $1.key }) {
            diagnostics += NamingRule.tagKey.diagnostics(key, at: path.appending(name: key))
            diagnostics += NamingRule.tagValue.diagnostics(value, at: path.appending(name: key))
        }
        return diagnostics
    }
}

extension Optional<Int> {
    /// Returns a finding if the number is out of bounds; none if there is no number.
    func diagnostics(_ bounds: ClosedRange<Int>, at path: PropertyPath, unit: String = "") -> [Diagnostic] {
        guard let self, !bounds.contains(self) else { return [] }
        return [Diagnostic(.outOfRange, at: path, "is \(self); must be \(bounds.words)\(unit)")]
    }
}

extension ClosedRange<Int> {
    fileprivate var words: String {
        upperBound == Int.max ? "at least \(lowerBound)" : "from \(lowerBound) to \(upperBound)"
    }
}

extension Collection {
    /// Returns a finding if there are too few or too many elements.
    func countDiagnostics(_ bounds: ClosedRange<Int>, at path: PropertyPath, of what: String) -> [Diagnostic] {
        bounds.contains(count)
            ? []
            : [
                Diagnostic(
                    .wrongCount,
                    at: path,
                    "has \(count) \(what); must have \(bounds.lowerBound) to \(bounds.upperBound)"
                )
            ]
    }
}
