internal import Manifests

/// A statement of a policy: what a role may do, beside what is derived from its model.
///
/// Source: "IAM JSON policy elements reference" in the AWS IAM User Guide.
public struct PolicyStatement: Sendable, Hashable {
    /// Whether a statement allows or denies.
    public enum Effect: String, Sendable, Hashable, CaseIterable {
        /// The actions are allowed.
        case allow = "Allow"
        /// The actions are denied, whatever else allows them.
        case deny = "Deny"
    }

    /// The allowed actions, such as `s3:GetObject`.
    public var actions: [String]
    /// To what it may be done: ARNs, with `*` and `?` for any characters.
    public var resources: [String]
    /// Whether it is allowed or denied.
    public var effect: Effect
    /// When it holds: operator, key and values, as in a policy's `Condition`.
    public var conditions: [String: [String: [String]]]

    /// Makes a statement.
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

extension PolicyStatement.Effect: DocumentWord {}

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
