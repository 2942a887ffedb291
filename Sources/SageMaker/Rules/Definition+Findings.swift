internal import AWSNames
internal import Manifests

extension DefinitionReference {
    /// Returns what is wrong with a mention: nothing, that there is no such definition, or no such name.
    func findings(at path: PropertyPath, kind: String, known: [String], arn: NamingRule) -> [Finding] {
        switch target {
        case .definition(let name):
            if known.contains(name) { return [] }
            return [Finding(path, "there is no \(kind) '\(name)'; \(Suggestion.hint(for: name, among: known))")]
        case .existingName(let name): return NamingRule.name.findings(name, at: path)
        case .existingARN(let text): return arn.findings(text, at: path)
        }
    }
}

extension [String: String] {
    /// Returns the tags that break SageMaker's rules.
    ///
    /// Source: Tag in the Amazon SageMaker API Reference.
    func tagFindings(at path: PropertyPath) -> [Finding] {
        var findings = count > 50 ? [Finding(path, "has \(count) tags; at most 50")] : []
        for (key, value) in sorted(by: { $0.key < $1.key }) {
            findings += NamingRule.tagKey.findings(key, at: path.appending(key))
            findings += NamingRule.tagValue.findings(value, at: path.appending(key))
        }
        return findings
    }
}

extension Optional<Int> {
    /// Returns a finding if the number is out of bounds; none if there is no number.
    func findings(_ bounds: ClosedRange<Int>, at path: PropertyPath, unit: String = "") -> [Finding] {
        guard let self, !bounds.contains(self) else { return [] }
        return [Finding(path, "is \(self); must be \(bounds.words)\(unit)")]
    }
}

extension ClosedRange<Int> {
    fileprivate var words: String {
        upperBound == Int.max ? "at least \(lowerBound)" : "from \(lowerBound) to \(upperBound)"
    }
}

extension Collection {
    /// Returns a finding if there are too few or too many elements.
    func countFindings(_ bounds: ClosedRange<Int>, at path: PropertyPath, of what: String) -> [Finding] {
        bounds.contains(count)
            ? [] : [Finding(path, "has \(count) \(what); must have \(bounds.lowerBound) to \(bounds.upperBound)")]
    }
}
