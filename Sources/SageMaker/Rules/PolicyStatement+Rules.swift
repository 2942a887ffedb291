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
        check.requireEach(resources, at: .resources, .policyResource)
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
                for (index, value) in values.enumerated() where !condition.type.accepts(value) {
                    let message = "'\(value)' must be \(condition.type.rawValue) for '\(text)'"
                    check.report(.invalidValue, at: path.appending(index: index), message)
                }
            }
        }
        return check.diagnostics
    }
}

extension NamingRule {
    /// Source: "Action" in the policy elements reference. IAM refuses others: "Actions/Conditions must be prefaced by a
    /// vendor, e.g., iam, sdb, ec2, etc."
    fileprivate static let policyAction = NamingRule(
        "must be an action with its service such as 's3:GetObject', with '*' and '?' as wildcards, or '*'",
        /\*|(\*|[A-Za-z0-9\-]+):[A-Za-z0-9*?]+/
    )

    /// Source: "Resource" in the policy elements reference. IAM refuses others: "Resource must be in ARN format or
    /// \"*\"."
    fileprivate static let policyResource = NamingRule(
        "must be an ARN such as 'arn:aws:s3:::bucket/*', with '*' and '?' as wildcards, or '*'",
        /\*|arn:(aws[a-z\-]*|[a-z\-]*[*?][a-z\-*?]*):([^:]+:[^:]*:[^:]*:.+|[^:]+:.*\*)/
    )

    /// Source: "Condition" in the policy elements reference; the grammar's `condition_key_string`.
    fileprivate static let conditionKey = NamingRule(
        "must be a condition key with its service such as 'aws:SourceAccount' or 's3:prefix'",
        /[A-Za-z0-9.\-_\/]+:.+/
    )
}

/// An operator of a policy's conditions, such as `ForAllValues:StringLikeIfExists`.
///
/// Source: "IAM JSON policy elements: Condition operators" and "Set operators for multivalued context keys" in the AWS
/// IAM User Guide.
private struct ConditionOperator {
    /// The values that operators compare; the raw value describes one of them in messages.
    enum ValueType: String {
        case text = "a text"
        case number = "a number"
        case date = "a date such as '2026-01-31T00:00:00Z'"
        case bool = "'true' or 'false'"
        case addresses = "an address or a range of addresses such as '203.0.113.0/24'"
        case arn = "an ARN"

        private static let dates = Pattern(
            /[0-9]+|[0-9]{4}-[0-9]{2}-[0-9]{2}(T[0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]+)?)?(Z|[+\-][0-9]{2}:?[0-9]{2})?)?/
        )
        private static let ipv4 = Pattern(
            /((25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(\.|(?=\/|$))){4}(\/(3[0-2]|[12]?[0-9]))?/
        )
        private static let ipv6 = Pattern(/[0-9A-Fa-f:]*:[0-9A-Fa-f:.]*(\/[0-9]{1,3})?/)

        /// Whether a condition can compare with a value.
        func accepts(_ value: String) -> Bool {
            // A policy variable is replaced when the policy is evaluated.
            if value.contains("${") { return true }
            return switch self {
            case .text: true
            case .number: Double(value)?.isFinite == true
            case .date: Self.dates.matches(value)
            case .bool: ["true", "false"].contains(value.lowercased())
            case .addresses: Self.ipv4.matches(value) || Self.ipv6.matches(value)
            case .arn: NamingRule.policyResource.accepts(value)
            }
        }
    }

    let type: ValueType

    private static let types: [String: ValueType] = {
        let groups: [(ValueType, [String])] = [
            (
                .text,
                [
                    "StringEquals", "StringNotEquals", "StringEqualsIgnoreCase", "StringNotEqualsIgnoreCase",
                    "StringLike", "StringNotLike", "BinaryEquals",
                ]
            ),
            (.number, comparisons("Numeric")), (.date, comparisons("Date")), (.bool, ["Bool", "Null"]),
            (.addresses, ["IpAddress", "NotIpAddress"]),
            (.arn, ["ArnEquals", "ArnNotEquals", "ArnLike", "ArnNotLike"]),
        ]
        return Dictionary(uniqueKeysWithValues: groups.flatMap { type, names in names.map { ($0, type) } })
    }()

    private static func comparisons(_ prefix: String) -> [String] {
        ["Equals", "NotEquals", "LessThan", "LessThanEquals", "GreaterThan", "GreaterThanEquals"].map { prefix + $0 }
    }

    /// The operators without prefixes and suffixes.
    static let names = types.keys.sorted()

    /// Reads an operator, or returns nil for any other text.
    init?(_ text: String) {
        var name = Substring(text)
        for prefix in ["ForAllValues:", "ForAnyValue:"] where name.hasPrefix(prefix) {
            name = name.dropFirst(prefix.count)
            break
        }
        if name.hasSuffix("IfExists"), name != "NullIfExists" { name = name.dropLast("IfExists".count) }
        guard let type = Self.types[String(name)] else { return nil }
        self.type = type
    }
}
