package import Basics

/// A value of a document that is being read, with its path.
package struct DocumentValue {
    /// The value, or nil where something is missing: that is reported already.
    let node: DocumentNode?
    /// The path of the value.
    package let path: PropertyPath
    /// The reading that the value belongs to.
    package let document: DocumentReader
    /// The position of the value, or of its name.
    private let position: SourceLocation?

    init(_ node: DocumentNode?, at path: PropertyPath, position: SourceLocation? = nil, in document: DocumentReader) {
        self.node = node
        self.path = path
        self.document = document
        self.position = position ?? node?.location
    }

    /// Whether this is a mapping.
    package var isMapping: Bool { if case .mapping? = node?.content { true } else { false } }

    /// Reports an error in this value.
    package func report(_ code: Diagnostic.Code, _ message: String, fix: String? = nil) {
        guard node != nil else { return }
        let location = Diagnostic.Location(position: position, path: path)
        document.report(Diagnostic(.error, code, at: location, message, fix: fix))
    }

    /// Reports that a property of this mapping is missing, and returns a value that stands in for it.
    func missing(_ property: some DocumentProperty, isReported: Bool) -> DocumentValue {
        let path = path.appending(property)
        if isReported, isMapping {
            let location = Diagnostic.Location(position: position, path: path)
            document.report(Diagnostic(.error, .missingProperty, at: location, "is missing"))
        }
        return DocumentValue(nil, at: path, in: document)
    }

    /// The scalar here in one of its types, or nil with a diagnostic.
    ///
    /// - Parameter name: The type in words that follow "must be".
    private func scalar<Value>(_ member: KeyPath<DocumentNode.Scalar, Value?>, _ name: String) -> Value? {
        guard let node else { return nil }
        switch node.content {
        case .null: report(.wrongType, "has no value; it must be \(name)")
        case .scalar(let scalar):
            if let value = scalar[keyPath: member] { return value }
            report(.wrongType, "must be \(name)")
        case .list, .mapping: report(.wrongType, "must be \(name)")
        }
        return nil
    }

    /// The text here, or nil with a diagnostic; YAML takes any scalar as text.
    package func text(_ name: String = "text") -> String? { scalar(\.text, name) }
    /// The whole number here, or nil with a diagnostic.
    package var integer: Int? { scalar(\.integer, "a whole number") }
    /// The number here, or nil with a diagnostic.
    package var number: Double? { scalar(\.number, "a number") }
    /// The Boolean here, or nil with a diagnostic.
    package var boolean: Bool? { scalar(\.boolean, "true or false") }

    /// The elements of the list here; none, with a diagnostic, of another value.
    package var elements: [DocumentValue] {
        guard let node else { return [] }
        guard case .list(let elements) = node.content else {
            report(.wrongType, node.isNull ? "has no value; it must be a list" : "must be a list")
            return []
        }
        return elements.enumerated().map { DocumentValue($1, at: path.appending(index: $0), in: document) }
    }

    /// The members of the mapping here, by name; none, with a diagnostic, of another value.
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
