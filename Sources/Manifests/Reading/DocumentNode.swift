internal import Basics

/// A value of a document with its position: the tree of a manifest or of a references file, independent of its syntax.
package struct DocumentNode: Sendable {
    enum Content: Sendable {
        case null
        case scalar(Scalar)
        case list([DocumentNode])
        case mapping([Member])
    }

    /// A scalar in each type that its syntax allows: in YAML, `1` is a text, an integer and a number.
    struct Scalar: Sendable {
        var text: String?
        var integer: Int?
        var number: Double?
        var boolean: Bool?
        /// Whether the scalar is in quotes, and so a text only.
        var isQuoted = false
    }

    /// A property of a mapping; no two of one mapping have the same name.
    struct Member: Sendable {
        let name: String
        /// The position of the name.
        let location: SourceLocation
        let value: DocumentNode
    }

    let content: Content
    let location: SourceLocation

    init(_ content: Content, at location: SourceLocation) {
        self.content = content
        self.location = location
    }

    var isNull: Bool { if case .null = content { true } else { false } }

    /// Returns the position of a value inside this one, or nil where the document has no such value.
    func location(of path: some Collection<PropertyPath.Component>) -> SourceLocation? {
        var (node, location) = (self, self.location)
        for component in path {
            switch (component, node.content) {
            case (.property(let name), .mapping(let members)):
                guard let member = members.first(where: { $0.name.hasSameBytes(as: name) }) else { return nil }
                (node, location) = (member.value, member.location)
            case (.index(let index), .list(let elements)):
                guard elements.indices.contains(index) else { return nil }
                (node, location) = (elements[index], elements[index].location)
            default: return nil
            }
        }
        return location
    }
}
