internal import Manifests

/// A statement of an IAM policy, which adds permissions to those derived from a model.
///
/// Source: "IAM JSON policy elements reference" in the AWS IAM User Guide.
public struct PolicyStatement: Sendable, Hashable {
    /// The effect of a statement.
    public enum Effect: String, Sendable, Hashable, CaseIterable {
        /// The actions are allowed.
        case allow = "Allow"
        /// The actions are denied, even if another statement allows them.
        case deny = "Deny"
    }

    /// The actions, such as `s3:GetObject`.
    public var actions: [String]
    /// The ARNs of the resources, with the wildcards `*` and `?`.
    public var resources: [String]
    /// Whether the actions are allowed or denied.
    public var effect: Effect
    /// The conditions, as in a policy's `Condition`: operator, then condition key, then values.
    public var conditions: [String: [String: [String]]]

    /// Creates a statement, by default one that allows the actions unconditionally.
    public init(
        actions: [String],
        resources: [String],
        effect: Effect = .allow,
        conditions: [String: [String: [String]]] = [:]
    ) {
        self.actions = actions
        self.resources = resources
        self.effect = effect
        self.conditions = conditions
    }
}

// MARK: Reading

extension PolicyStatement.Effect: DocumentEnum {}

extension PolicyStatement: DocumentObject {
    package enum Property: String, DocumentProperty {
        case actions, resources, effect, conditions
    }

    package init(reading value: DocumentValue) {
        let properties = DocumentProperties<Property>(value)
        self.init(
            actions: properties.required(.actions),
            resources: properties.required(.resources),
            effect: properties.value(.effect, default: .allow),
            conditions: properties.value(.conditions, default: [:])
        )
    }
}
