package import Basics

/// The codes of defects in documents, and of definitions that violate SageMaker's rules.
extension Diagnostic.Code {
    /// The text does not follow the syntax of YAML or JSON.
    package static let syntax: Self = "syntax"
    /// The text is in another encoding than UTF-8.
    package static let notUTF8: Self = "not-utf8"
    /// The text contains the markers of an unresolved merge conflict.
    package static let mergeConflict: Self = "merge-conflict"
    /// A mapping contains a name more than once.
    package static let duplicateKey: Self = "duplicate-key"
    /// The document exceeds a size limit.
    package static let tooLarge: Self = "too-large"
    /// The document has a version or schema that this release does not support.
    package static let unsupportedVersion: Self = "unsupported-version"
    /// A mapping has a property that its type does not have.
    package static let unknownProperty: Self = "unknown-property"
    /// A required property is missing.
    package static let missingProperty: Self = "missing-property"
    /// Two properties exclude each other, or one has no effect beside another.
    package static let conflictingProperties: Self = "conflicting-properties"
    /// A value has another type than its property.
    package static let wrongType: Self = "wrong-type"
    /// A value has a form that its property does not allow.
    package static let invalidValue: Self = "invalid-value"
    /// A number is too small or too large.
    package static let outOfRange: Self = "out-of-range"
    /// A list or mapping has too few or too many elements, or too many bytes.
    package static let wrongCount: Self = "wrong-count"
    /// A referenced definition, variant or metric does not exist.
    package static let unknownName: Self = "unknown-name"
    /// Two definitions, variants or resources have the same name.
    package static let nameCollision: Self = "name-collision"
    /// A property is not supported in combination with the rest of the definition.
    package static let notSupported: Self = "not-supported"
}

extension PropertyPath {
    /// Returns the path of a property of this value.
    package func appending(_ property: some DocumentProperty) -> PropertyPath {
        appending(name: property.rawValue)
    }

    /// Creates the path of a property of a document's root.
    package init(_ property: some DocumentProperty) {
        self.init([.property(property.rawValue)])
    }

    /// Whether the value is in an extension of a manifest: a property for other programs, or for anchors.
    var isInExtension: Bool {
        if case .property(let name)? = components.first { name.isExtension } else { false }
    }
}
