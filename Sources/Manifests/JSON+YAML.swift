package import Basics
internal import Yams

extension JSON {
    /// The value in YAML, with sorted keys and a newline at the end.
    ///
    /// All texts are quoted: an account id is a number to YAML, and `on` is true.
    package var yaml: String {
        do {
            return try serialize(node: node, width: -1, allowUnicode: true)
        } catch {
            // A node that was built here has nothing that cannot be written.
            preconditionFailure("a value without text in YAML: \(error)")
        }
    }

    private var node: Node {
        switch self {
        case .null: Node("null", .implicit, .plain)
        case .bool(let value): Node(value ? "true" : "false", .implicit, .plain)
        case .integer, .number: Node(compact, .implicit, .plain)
        case .string(let text): Node(text, Tag(.str), .doubleQuoted)
        case .array(let elements): Node(elements.map(\.node), .implicit, .block)
        case .object(let members):
            Node(
                members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.map { key, value in
                    (Node(key, Tag(.str), key.isPlainKey ? .plain : .doubleQuoted), value.node)
                },
                .implicit,
                .block
            )
        }
    }
}

extension String {
    private static let plainKey = Pattern(/[A-Za-z][A-Za-z0-9]*(::[A-Za-z]+)?/)

    /// Whether YAML takes it for a text without quotes.
    fileprivate var isPlainKey: Bool {
        Self.plainKey.matches(self)
            && !["yes", "no", "on", "off", "true", "false", "null", "y", "n"].contains(lowercased())
    }
}
