package import Basics

/// The codes of defects in documents, and of breaks of SageMaker's rules by definitions.
extension Diagnostic.Code {
    /// The text does not follow the syntax of YAML or JSON.
    package static let syntax: Self = "syntax"
    /// Version control has left both sides of a conflict in the text.
    package static let mergeConflict: Self = "merge-conflict"
    /// A mapping has a name twice.
    package static let duplicateKey: Self = "duplicate-key"
    /// The document is larger than the program reads.
    package static let tooLarge: Self = "too-large"
    /// The document is of a version or schema that this release does not know.
    package static let unsupportedVersion: Self = "unsupported-version"
    /// A mapping has a property that its type does not have.
    package static let unknownProperty: Self = "unknown-property"
    /// A required property is missing.
    package static let missingProperty: Self = "missing-property"
    /// Two properties exclude each other, or one is of no use beside another.
    package static let conflictingProperties: Self = "conflicting-properties"
    /// A value is of another type than its property.
    package static let wrongType: Self = "wrong-type"
    /// A value has a form that its property does not take.
    package static let invalidValue: Self = "invalid-value"
    /// A number is too small or too large.
    package static let outOfRange: Self = "out-of-range"
    /// A list or mapping has too few or too many elements, or too many bytes.
    package static let wrongCount: Self = "wrong-count"
    /// A definition, variant or alarm that is mentioned does not exist.
    package static let unknownName: Self = "unknown-name"
    /// Two things have one name.
    package static let nameCollision: Self = "name-collision"
    /// A property does not work together with the rest of the definition.
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
}
