internal import Basics
internal import Yams

/// A parser of manifests, and a writer of templates in YAML.
///
/// The only file that uses the YAML library.
enum YAML {
    /// The maximum number of values after alias expansion; a few lines of aliases can expand to billions.
    private static let nodeLimit = 1_000_000

    /// Parses a document.
    ///
    /// - Returns: The root, or nil for an empty text; and the errors after which the rest is still readable.
    /// - Throws: The first syntax error.
    static func parse(_ text: String) throws(Diagnostic) -> (root: DocumentNode?, diagnostics: [Diagnostic]) {
        var pairs = SurrogatePairs(text)
        let node = try compose(&pairs)
        guard let node else { return (nil, []) }
        var converter = Converter(remaining: nodeLimit, pairs: pairs, tags: YAMLTags(pairs.text))
        return (try converter.node(node, at: PropertyPath()), converter.diagnostics)
    }

    private static func compose(_ pairs: inout SurrogatePairs) throws(Diagnostic) -> Node? {
        while true {
            do {
                // Without the library's rules for types, which it would evaluate for each key.
                return try Yams.compose(yaml: pairs.text, .basic)
            } catch YamlError.scanner(let context?, "found invalid Unicode character escape code", let mark, _) {
                guard !pairs.replace(inTextAt: SourceLocation(context.mark)) else { continue }
                throw Diagnostic(
                    .error,
                    .syntax,
                    at: .init(position: pairs.original(SourceLocation(mark))),
                    "has an escape sequence that is no character, such as half of a surrogate pair",
                    fix: "write the character itself, or '\\U' and its eight digits"
                )
            } catch {
                var diagnostic = Diagnostic(syntaxError: error)
                diagnostic.location.position = diagnostic.location.position.map(pairs.original)
                throw diagnostic
            }
        }
    }

    /// Returns a value's text with sorted keys and a newline at the end.
    ///
    /// All texts are quoted: an account id is a number to YAML, and `on` is true. Those that a terminal or a CI system
    /// would obey have escapes.
    static func text(of value: JSON) -> String {
        do {
            return try serialize(node: value.node, width: -1, allowUnicode: true).escapedAsYAML
        } catch {
            preconditionFailure("a tree of scalars, lists and mappings was not written: \(error)")
        }
    }
}

// MARK: Parsing

/// Converts the library's nodes to document nodes, and resolves merge keys (`<<`).
private struct Converter {
    var remaining: Int
    let pairs: SurrogatePairs
    let tags: YAMLTags?
    var diagnostics: [Diagnostic] = []
    /// The positions of reported tags: each alias of a value has its tag.
    private var reportedTags: Set<SourceLocation> = []

    init(remaining: Int, pairs: SurrogatePairs, tags: YAMLTags?) {
        self.remaining = remaining
        self.pairs = pairs
        self.tags = tags
    }

    mutating func node(_ node: Node, at path: PropertyPath) throws(Diagnostic) -> DocumentNode {
        let location = position(node.mark)
        try count(valueAt: location, path)
        checkTag(of: node, at: path)
        switch node {
        case .scalar(let scalar) where scalar.isNull: return DocumentNode(.null, at: location)
        case .scalar(let scalar) where scalar.style == .plain:
            return DocumentNode(.scalar(.init(plain: scalar.string)), at: location)
        case .scalar(let scalar):
            return DocumentNode(.scalar(.init(text: scalar.string, isQuoted: true)), at: location)
        case .sequence(let sequence):
            var elements: [DocumentNode] = []
            for (index, element) in sequence.enumerated() {
                elements.append(try self.node(element, at: path.appending(index: index)))
            }
            return DocumentNode(.list(elements), at: location)
        case .mapping(let mapping): return DocumentNode(.mapping(try members(of: mapping, at: path)), at: location)
        // Composing resolves aliases.
        case .alias: return DocumentNode(.null, at: location)
        }
    }

    /// Counts a value towards the limit, and throws above it.
    private mutating func count(valueAt location: SourceLocation, _ path: PropertyPath) throws(Diagnostic) {
        remaining -= 1
        guard remaining < 0 else { return }
        let location = Diagnostic.Location(position: location, path: path)
        throw Diagnostic(.error, .tooLarge, at: location, "has too many values once its aliases are expanded")
    }

    /// Returns the members of a mapping followed by those that `<<` merges into it; its own take precedence.
    private mutating func members(
        of mapping: Node.Mapping,
        at path: PropertyPath
    ) throws(Diagnostic) -> [DocumentNode.Member] {
        var members: [DocumentNode.Member] = []
        var inherited: [DocumentNode.Member] = []
        for (key, value) in mapping {
            guard let name = key.scalar?.string else {
                report("has a property whose name is not a string", at: path, mark: mapping.mark)
                continue
            }
            checkTag(of: key, at: path.appending(name: name))
            guard key.scalar?.style == .plain, name == "<<" else {
                let value = try node(value, at: path.appending(name: name))
                members.append(DocumentNode.Member(name: name, location: position(key.mark), value: value))
                continue
            }
            checkTag(of: value, at: path)
            for source in value.sequence.map(Array.init) ?? [value] {
                checkTag(of: source, at: path)
                guard let source = source.mapping else {
                    report("merges a value that is not a mapping with '<<'", at: path, mark: mapping.mark)
                    continue
                }
                // Mappings without members multiply as well.
                try count(valueAt: position(source.mark), path)
                inherited += try self.members(of: source, at: path)
            }
        }
        for member in inherited where !members.contains(where: { $0.name.hasSameBytes(as: member.name) }) {
            members.append(member)
        }
        return members
    }

    /// Reports a tag, unless it says what the value is anyway, as `!!int` does before a whole number.
    private mutating func checkTag(of node: Node, at path: PropertyPath) {
        guard let tag = tags?.tag(at: SourceLocation(node.mark)), !path.isInExtension else { return }
        // Without a name, the tag is that of the mapping's first property; `!` alone has none in any case.
        guard tag.name == "!" || ![Tag.Name.implicit, node.untaggedName].contains(node.tagName) else { return }
        let location = pairs.original(tag.location)
        guard reportedTags.insert(location).inserted else { return }
        diagnostics.append(
            Diagnostic(
                .error,
                .syntax,
                at: .init(position: location, path: path),
                "has the tag '\(tag.name)', which has no meaning here",
                fix: node.tagName == .str ? "write the value in quotes, without the tag" : "write the value itself"
            )
        )
    }

    private mutating func report(_ message: String, at path: PropertyPath, mark: Mark?) {
        let location = Diagnostic.Location(position: position(mark), path: path)
        diagnostics.append(Diagnostic(.error, .syntax, at: location, message))
    }

    private func position(_ mark: Mark?) -> SourceLocation { pairs.original(SourceLocation(mark)) }
}

extension SourceLocation {
    fileprivate init(_ mark: Mark?) {
        self.init(line: mark?.line ?? 1, column: mark?.column ?? 1)
    }
}

extension Node {
    /// The name of the tag that the value has in the text, or that the library gave it as a key.
    fileprivate var tagName: Tag.Name {
        switch self {
        case .scalar(let scalar): Tag.Name(rawValue: scalar.tag.rawValue)
        case .mapping(let mapping): Tag.Name(rawValue: mapping.tag.rawValue)
        case .sequence(let sequence): Tag.Name(rawValue: sequence.tag.rawValue)
        case .alias(let alias): Tag.Name(rawValue: alias.tag.rawValue)
        }
    }

    /// The name of the tag that the value would have if there were none in the text.
    fileprivate var untaggedName: Tag.Name {
        switch self {
        case .scalar(let scalar): scalar.style == .plain ? Resolver.default.resolveTag(of: Node(scalar.string)) : .str
        case .mapping: .map
        case .sequence: .seq
        case .alias: .implicit
        }
    }
}

extension Node.Scalar {
    /// Whether the scalar is empty, `~` or `null`, without quotes.
    fileprivate var isNull: Bool { style == .plain && ["", "~", "null", "Null", "NULL"].contains(string) }
}

extension Diagnostic {
    /// Describes a syntax error with its position.
    fileprivate init(syntaxError error: any Error) {
        func location(_ mark: Mark) -> Location { Location(position: SourceLocation(mark)) }
        switch error as? YamlError {
        case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
            .composer(let context, let problem, let mark, _):
            // The library's context is a phrase such as "while parsing a flow sequence in line 1, column 10".
            let around = context.map { ", \($0.text) at \($0.mark)" } ?? ""
            self.init(.error, .syntax, at: location(mark), "\(problem)\(around)")
        case .duplicatedKeysInMapping(let names, let context):
            let keys = names.map { "'\($0)'" }.joined(separator: ", ")
            self.init(.error, .duplicateKey, at: location(context.mark), "a mapping has duplicate keys: \(keys)")
        case .reader(let problem, _, _, _): self.init(.error, .syntax, problem)
        default: self.init(.error, .syntax, "\(error)")
        }
    }
}

// MARK: Writing

extension JSON {
    fileprivate var node: Node {
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

    /// Whether YAML reads the text as a string without quotes.
    fileprivate var isPlainKey: Bool {
        Self.plainKey.matches(self)
            && !["yes", "no", "on", "off", "true", "false", "null", "y", "n"].contains(lowercased())
    }
}
