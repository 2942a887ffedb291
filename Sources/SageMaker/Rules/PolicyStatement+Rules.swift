internal import AWSNames
internal import Basics
internal import Manifests

// Source: "IAM JSON policy elements reference" and "Grammar of the IAM JSON policy language" in the AWS IAM User Guide.

extension PolicyStatement {
    func diagnostics(at path: PropertyPath) -> [Diagnostic] {
        var check = RuleCheck<Self>(at: path)
        for (property, list) in [(Property.actions, actions), (.resources, resources)] where list.isEmpty {
            check.report(.wrongCount, at: property, "is empty")
        }
        check.requireEach(actions, at: .actions, .policyAction)
        for (index, resource) in resources.enumerated() {
            let path = check.path(to: .resources).appending(index: index)
            let diagnostics = NamingRule.policyResource.diagnostics(resource, at: path)
            check.include(diagnostics.isEmpty ? NamingRule.policyText.diagnostics(resource, at: path) : diagnostics)
        }
        for (text, keys) in conditions.sorted(by: { $0.key < $1.key }) {
            let path = check.path(to: .conditions).appending(name: text)
            guard let condition = ConditionOperator(text) else {
                let fix = Suggestion.hint(for: text, among: ConditionOperator.names)
                check.report(.unknownName, at: path, "is not a condition operator of IAM", fix: fix)
                continue
            }
            for (key, values) in keys.sorted(by: { $0.key < $1.key }) {
                let path = path.appending(name: key)
                check.include(NamingRule.conditionKey.diagnostics(key, at: path))
                for (index, value) in values.enumerated() {
                    let path = path.appending(index: index)
                    check.include(NamingRule.policyText.diagnostics(value, at: path))
                    if condition.type.accepts(value) { continue }
                    let message = "'\(value)' must be \(condition.type.rawValue) for '\(text)'"
                    check.report(.invalidValue, at: path, message)
                }
            }
        }
        return check.diagnostics
    }
}

extension NamingRule {
    /// The actions of a statement, whose service has no wildcards.
    ///
    /// Source: "Action" in the policy elements reference. IAM refuses others: "Actions/Conditions must be prefaced by a
    /// vendor, e.g., iam, sdb, ec2, etc.", "Action vendors must not contain wildcards".
    fileprivate static let policyAction = NamingRule(
        "must be an action with its service such as 's3:GetObject', with '*' and '?' as wildcards behind it, or '*'",
        /\*(?::\*)?|[A-Za-z0-9\-]+:[A-Za-z0-9*?]+/
    )

    /// Source: "IAM name requirements" under "IAM and AWS STS quotas" in the AWS IAM User Guide; `PolicyDocument` of
    /// PutRolePolicy in the IAM API Reference.
    fileprivate static let policyText = NamingRule(
        "has characters that policies cannot have: those above U+00FF, and controls"
    ) {
        $0.unicodeScalars.allSatisfy(\.isAllowedInPolicies)
    }

    /// Source: "Condition" in the policy elements reference; the grammar's `condition_key_string`.
    fileprivate static let conditionKey = NamingRule(
        "must be a condition key with its service such as 'aws:SourceAccount' or 's3:prefix'",
        /[A-Za-z0-9.\-_\/]+:.+/
    )
}

extension Unicode.Scalar {
    /// Whether a policy may have the scalar: `[\u0009\u000A\u000D\u0020-\u00FF]`.
    var isAllowedInPolicies: Bool { ["\t", "\n", "\r"].contains(self) || (0x20...0xFF).contains(value) }
}
