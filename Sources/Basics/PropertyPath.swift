/// The path from a document's root to a value: `models.Scorer.containers[0].modelData`.
public struct PropertyPath: Sendable, Hashable, LosslessStringConvertible {
    /// A step from a value to a value inside it.
    public enum Component: Sendable, Hashable {
        /// A property of a mapping.
        case property(String)
        /// An element of a list, counted from 0.
        case index(Int)
    }

    /// The steps from the document's root.
    public var components: [Component]

    /// Creates a path; without components it is the document's root.
    public init(_ components: [Component] = []) {
        self.components = components
    }

    /// Returns the path of a property of this value.
    ///
    /// - Parameter name: A name that users choose, such as a model's; fixed names are cases of an enumeration.
    public func appending(name: String) -> PropertyPath {
        PropertyPath(components + [.property(name)])
    }

    /// Returns the path of an element of this list.
    public func appending(index: Int) -> PropertyPath {
        PropertyPath(components + [.index(index)])
    }
}

// MARK: Text

extension PropertyPath {
    /// The path as text, empty for the root; a name with special characters is in brackets: `environment["a.b"]`.
    public var description: String {
        components.reduce(into: "") { text, component in
            switch component {
            case .property(let name) where name.isPlain: text += text.isEmpty ? name : ".\(name)"
            case .property(let name): text += "[\(name.quoted)]"
            case .index(let index): text += "[\(index)]"
            }
        }
    }
}

extension PropertyPath: Codable {
    /// Parses the text of a path, or returns nil for any other text.
    public init?(_ description: String) {
        var components: [Component] = []
        var rest = description[...]
        while let first = rest.first {
            if first != "[" {
                if !components.isEmpty, rest.removeFirst() != "." { return nil }
                let name = rest.prefix { $0 != "." && $0 != "[" }
                components.append(.property(String(name)))
                rest = rest[name.endIndex...]
            } else if rest.dropFirst().first == "\"" {
                guard let match = rest.prefixMatch(of: /\["((?:[^"\\]|\\.)*)"\]/),
                    let name = String(unescaping: match.1)
                else { return nil }
                components.append(.property(name))
                rest = rest[match.range.upperBound...]
            } else {
                guard let match = rest.prefixMatch(of: /\[([0-9]+)\]/), let index = Int(match.1) else { return nil }
                components.append(.index(index))
                rest = rest[match.range.upperBound...]
            }
        }
        self.init(components)
        guard self.description == description else { return nil }
    }

    /// Decodes the text of a path.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let path = PropertyPath(try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "a path of properties is expected")
        }
        self = path
    }

    /// Encodes the text of the path.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

extension String {
    /// Whether a name is written in a path without brackets and quotes.
    fileprivate var isPlain: Bool {
        !isEmpty
            && unicodeScalars.allSatisfy {
                !$0.isUnprintable && !".[]\"\\".unicodeScalars.contains($0)
            }
    }

    /// A name in quotes: `"`, `\` and unprintable characters have escapes.
    fileprivate var quoted: String {
        "\""
            + unicodeScalars.map { scalar in
                switch scalar {
                case "\"", "\\": "\\\(scalar)"
                case _ where scalar.isUnprintable: scalar.escape
                default: String(Character(scalar))
                }
            }.joined() + "\""
    }

    fileprivate init?(unescaping text: Substring) {
        var scalars = String.UnicodeScalarView()
        var rest = text.unicodeScalars
        while let scalar = rest.popFirst() {
            guard scalar == "\\" else {
                scalars.append(scalar)
                continue
            }
            guard let escaped = rest.popFirst() else { return nil }
            guard escaped == "u", rest.popFirst() == "{" else {
                scalars.append(escaped)
                continue
            }
            let digits = String(rest.prefix { $0 != "}" })
            guard let value = UInt32(digits, radix: 16), let scalar = Unicode.Scalar(value) else { return nil }
            scalars.append(scalar)
            rest = rest.dropFirst(digits.unicodeScalars.count + 1)
        }
        self.init(scalars)
    }
}
