package import Basics

/// A value of a document with its path, to which errors are reported.
package struct DocumentValue {
    /// The value; nil for the placeholder of a missing one, which is reported already.
    let node: DocumentNode?
    /// The path of the value.
    package let path: PropertyPath
    /// The reader of the document that contains the value.
    package let document: DocumentReader
    /// The position of the value, or of its name.
    private let position: SourceLocation?

    init(_ node: DocumentNode?, at path: PropertyPath, position: SourceLocation? = nil, in document: DocumentReader) {
        self.node = node
        self.path = path
        self.document = document
        self.position = position ?? node?.location
    }

    /// Whether the value is a mapping.
    package var isMapping: Bool { if case .mapping? = node?.content { true } else { false } }

    /// Reports an error in the value.
    package func report(_ code: Diagnostic.Code, _ message: String, fix: String? = nil) {
        guard node != nil else { return }
        let location = Diagnostic.Location(position: position, path: path)
        document.report(Diagnostic(.error, code, at: location, message, fix: fix))
    }

    /// Returns a placeholder for a missing property of the mapping.
    ///
    /// - Parameters:
    ///   - property: The missing property.
    ///   - isReported: Whether an error is reported.
    func missing(_ property: some DocumentProperty, isReported: Bool) -> DocumentValue {
        let path = path.appending(property)
        if isReported, isMapping {
            let location = Diagnostic.Location(position: position, path: path)
            document.report(Diagnostic(.error, .missingProperty, at: location, "is missing"))
        }
        return DocumentValue(nil, at: path, in: document)
    }

    /// Returns the scalar in one of its types; nil, with a diagnostic, for any other value.
    ///
    /// - Parameters:
    ///   - member: The type.
    ///   - name: The type in the message, after "must be".
    ///   - ambiguity: Describes a text that has another value in another version of YAML.
    private func scalar<Value>(
        _ member: KeyPath<DocumentNode.Scalar, Value?>,
        _ name: String,
        ambiguity: (String) -> AmbiguousScalar? = { _ in nil }
    ) -> Value? {
        guard let node else { return nil }
        switch node.content {
        case .null: report(.wrongType, "has no value; it must be \(name)")
        case .scalar(let scalar):
            if let ambiguity = scalar.text.flatMap({ scalar.isQuoted ? nil : ambiguity($0) }) {
                report(.invalidValue, "must be \(name): \(ambiguity.message)", fix: ambiguity.fix)
            } else if let value = scalar[keyPath: member] {
                return value
            } else {
                report(.wrongType, "must be \(name)", fix: scalar.isQuoted ? quotesFix(scalar) : nil)
            }
        case .list, .mapping: report(.wrongType, "must be \(name)")
        }
        return nil
    }

    /// The fix for a number or Boolean in quotes; nil for any other text.
    private func quotesFix(_ scalar: DocumentNode.Scalar) -> String? {
        guard let text = scalar.text, text == "true" || text == "false" || Double(text) != nil else { return nil }
        return "remove the quotes"
    }

    /// Returns the value as text; nil, with a diagnostic, for any other value.
    ///
    /// In YAML, any scalar is text.
    package func text(_ name: String = "text") -> String? { scalar(\.text, name) }
    /// The value as a whole number; nil, with a diagnostic, for any other value.
    package var integer: Int? {
        scalar(\.integer, "a whole number", ambiguity: AmbiguousScalar.init(wholeNumber:))
    }
    /// The value as a number; nil, with a diagnostic, for any other value.
    package var number: Double? { scalar(\.number, "a number", ambiguity: AmbiguousScalar.init(number:)) }
    /// The value as a Boolean; nil, with a diagnostic, for any other value.
    package var boolean: Bool? {
        scalar(\.boolean, "true or false", ambiguity: AmbiguousScalar.init(boolean:))
    }

    /// The elements of a list; empty, with a diagnostic, for any other value.
    package var elements: [DocumentValue] {
        guard let node else { return [] }
        guard case .list(let elements) = node.content else {
            report(.wrongType, node.isNull ? "has no value; it must be a list" : "must be a list")
            return []
        }
        return elements.enumerated().map { DocumentValue($1, at: path.appending(index: $0), in: document) }
    }

    /// The members of a mapping in order; empty, with a diagnostic, for any other value.
    package var members: [(name: String, value: DocumentValue)] {
        guard let node else { return [] }
        guard case .mapping(let members) = node.content else {
            report(.wrongType, node.isNull ? "has no value; it must be a mapping" : "must be a mapping of properties")
            return []
        }
        return members.map { member in
            let path = path.appending(name: member.name)
            return (member.name, DocumentValue(member.value, at: path, position: member.location, in: document))
        }
    }
}
