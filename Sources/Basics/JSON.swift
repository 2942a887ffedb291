/// A JSON value with a canonical text: equal values have the same text.
///
/// The documents that the program writes (references, indexes, templates, reports) are compared byte for byte by users
/// and by version control, so object keys are sorted by their UTF-8 bytes and every number has one form.
public enum JSON: Sendable, Hashable {
    case null
    case bool(Bool)
    case integer(Int)
    case number(Double)
    case string(String)
    case array([JSON])
    case object([String: JSON])

    /// Returns the object without the keys whose value is nil.
    public static func object(compacting members: [String: JSON?]) -> JSON {
        .object(members.compactMapValues { $0 })
    }
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    /// Creates a string from a literal.
    public init(stringLiteral value: String) { self = .string(value) }
    /// Creates an integer from a literal.
    public init(integerLiteral value: Int) { self = .integer(value) }
    /// Creates a Boolean from a literal.
    public init(booleanLiteral value: Bool) { self = .bool(value) }
    /// Creates an array from a literal.
    public init(arrayLiteral elements: JSON...) { self = .array(elements) }
    /// Creates an object from a literal; the last of equal keys wins.
    public init(dictionaryLiteral elements: (String, JSON)...) {
        self = .object(Dictionary(elements, uniquingKeysWith: { _, last in last }))
    }
}

// MARK: Coding

extension JSON: Codable {
    /// Reads any JSON value.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
            self = .null
        } else if let value = try? container.decode(Bool.self) {
            self = .bool(value)
        } else if let value = try? container.decode(Int.self) {
            self = .integer(value)
        } else if let value = try? container.decode(Double.self) {
            self = .number(value)
        } else if let value = try? container.decode(String.self) {
            self = .string(value)
        } else if let value = try? container.decode([JSON].self) {
            self = .array(value)
        } else {
            self = .object(try container.decode([String: JSON].self))
        }
    }

    /// Writes the value.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .null: try container.encodeNil()
        case .bool(let value): try container.encode(value)
        case .integer(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .string(let value): try container.encode(value)
        case .array(let elements): try container.encode(elements)
        case .object(let members): try container.encode(members)
        }
    }
}

// MARK: Writing

extension JSON {
    /// The text with two spaces of indentation and a newline at the end.
    public var indented: String {
        var writer = JSONWriter(isIndented: true)
        writer.write(self, depth: 0)
        writer.text += "\n"
        return writer.text
    }

    /// The text on one line, without a newline at the end.
    public var compact: String {
        var writer = JSONWriter(isIndented: false)
        writer.write(self, depth: 0)
        return writer.text
    }
}

private struct JSONWriter {
    let isIndented: Bool
    var text = ""

    mutating func write(_ value: JSON, depth: Int) {
        switch value {
        case .null: text += "null"
        case .bool(let value): text += value ? "true" : "false"
        case .integer(let value): text += String(value)
        case .number(let value): text += Self.text(of: value)
        case .string(let value): write(string: value)
        case .array(let elements):
            write(open: "[", close: "]", count: elements.count, depth: depth) { writer, index in
                writer.write(elements[index], depth: depth + 1)
            }
        case .object(let members):
            let keys = members.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
            write(open: "{", close: "}", count: keys.count, depth: depth) { writer, index in
                writer.write(string: keys[index])
                writer.text += writer.isIndented ? ": " : ":"
                writer.write(members[keys[index]] ?? .null, depth: depth + 1)
            }
        }
    }

    private mutating func write(
        open: String,
        close: String,
        count: Int,
        depth: Int,
        element: (inout JSONWriter, Int) -> Void
    ) {
        text += open
        for index in 0..<count {
            if index > 0 { text += "," }
            newline(depth: depth + 1)
            element(&self, index)
        }
        if count > 0 { newline(depth: depth) }
        text += close
    }

    private mutating func newline(depth: Int) {
        guard isIndented else { return }
        text += "\n"
        for _ in 0..<depth { text += "  " }
    }

    private mutating func write(string: String) {
        text += "\""
        defer { text += "\"" }
        // Nearly every string needs no escapes, and is copied at once.
        guard string.utf8.contains(where: { $0 < 0x20 || $0 == 0x7f || $0 == 0x22 || $0 == 0x5c }) else {
            text += string
            return
        }
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": text += "\\\""
            case "\\": text += "\\\\"
            case "\n": text += "\\n"
            case "\r": text += "\\r"
            case "\t": text += "\\t"
            case "\u{0}"..."\u{1f}", "\u{7f}": text += "\\u00" + Hex.encode([UInt8(scalar.value)])
            default: text.unicodeScalars.append(scalar)
            }
        }
    }

    /// Returns the text of a number; a whole number is written without a fraction.
    private static func text(of number: Double) -> String {
        if let whole = Int(exactly: number) { return String(whole) }
        return number.isFinite ? "\(number)" : "null"
    }
}
