internal import Basics

/// A parser of JSON documents (RFC 8259) that keeps the position of every value.
///
/// Foundation's decoder has no positions, and the YAML library takes seconds for the 50,000 assets of a large project.
/// Duplicate names in a mapping are refused, since parsers disagree about their value.
enum JSONDocument {
    /// The maximum nesting depth, so that no document overflows the stack.
    static let depthLimit = 64

    /// The types that scalars have.
    enum Scalars {
        /// Those of JSON: a number is not a text.
        case json
        /// Those of the same text in YAML, where any scalar is a text.
        case yaml
    }

    /// Parses a document; returns nil for an empty text.
    static func parse(_ text: String, scalars: Scalars = .json) throws(Diagnostic) -> DocumentNode? {
        var text = text
        // A typed error cannot leave the closure of `withUTF8`.
        let result = text.withUTF8 { bytes in
            Result { () throws(Diagnostic) in
                var parser = JSONParser(bytes: bytes, scalars: scalars)
                return try parser.document()
            }
        }
        return try result.get()
    }
}

/// A cursor over valid UTF-8.
private struct JSONParser {
    let bytes: UnsafeBufferPointer<UInt8>
    private let scalars: JSONDocument.Scalars
    private var offset = 0
    private var depth = 0
    // The position of offset `counted`, from which later positions are counted.
    private var counted = 0
    private var position = SourceLocation(line: 1, column: 1)

    init(bytes: UnsafeBufferPointer<UInt8>, scalars: JSONDocument.Scalars) {
        self.bytes = bytes
        self.scalars = scalars
    }

    mutating func document() throws(Diagnostic) -> DocumentNode? {
        skipBlanks()
        if offset == bytes.count { return nil }
        let root = try value()
        skipBlanks()
        if offset < bytes.count { throw error("unexpected text after the document") }
        return root
    }

    private mutating func value() throws(Diagnostic) -> DocumentNode {
        let location = location()
        switch peek() {
        case UInt8(ascii: "{"): return DocumentNode(.mapping(try members()), at: location)
        case UInt8(ascii: "["): return DocumentNode(.list(try elements()), at: location)
        case UInt8(ascii: "\""):
            return DocumentNode(.scalar(.init(text: try string(), isQuoted: true)), at: location)
        default:
            if isDigit(peek()) || peek() == UInt8(ascii: "-") {
                return DocumentNode(.scalar(try number()), at: location)
            }
            if take("true") { return DocumentNode(.scalar(scalar("true", boolean: true)), at: location) }
            if take("false") { return DocumentNode(.scalar(scalar("false", boolean: false)), at: location) }
            if take("null") { return DocumentNode(.null, at: location) }
            throw error(offset == bytes.count ? "expected a value, but the text ends" : "expected a value")
        }
    }

    private mutating func members() throws(Diagnostic) -> [DocumentNode.Member] {
        var members: [DocumentNode.Member] = []
        var names: Set<[UInt8]> = []
        try list(to: "}") { parser throws(Diagnostic) in
            let location = parser.location()
            guard parser.peek() == UInt8(ascii: "\"") else { throw parser.error("expected a name in double quotes") }
            let name = try parser.string()
            // Compared as bytes: canonically equivalent texts are different paths.
            guard names.insert(Array(name.utf8)).inserted else {
                let location = Diagnostic.Location(position: location)
                throw Diagnostic(.error, .duplicateKey, at: location, "duplicate name '\(name)'")
            }
            parser.skipBlanks()
            guard parser.take(":") else { throw parser.error("expected ':' after a name") }
            parser.skipBlanks()
            members.append(DocumentNode.Member(name: name, location: location, value: try parser.value()))
        }
        return members
    }

    private mutating func elements() throws(Diagnostic) -> [DocumentNode] {
        var elements: [DocumentNode] = []
        try list(to: "]") { parser throws(Diagnostic) in elements.append(try parser.value()) }
        return elements
    }

    /// Parses comma-separated elements up to a closing bracket.
    private mutating func list(
        to end: StaticString,
        _ element: (inout JSONParser) throws(Diagnostic) -> Void
    ) throws(Diagnostic) {
        depth += 1
        defer { depth -= 1 }
        guard depth <= JSONDocument.depthLimit else {
            throw Diagnostic(.error, .tooLarge, at: .init(position: location()), "the document is nested too deeply")
        }
        offset += 1
        skipBlanks()
        if take(end) { return }
        while true {
            try element(&self)
            skipBlanks()
            if take(end) { return }
            guard take(",") else { throw error("expected ',' or '\(end)'") }
            skipBlanks()
        }
    }

    private mutating func number() throws(Diagnostic) -> DocumentNode.Scalar {
        let start = offset
        _ = take("-")
        if !take("0"), !skipDigits() { throw error("expected a digit") }
        var isWhole = true
        if take(".") {
            isWhole = false
            if !skipDigits() { throw error("expected a digit after '.'") }
        }
        if take("e") || take("E") {
            isWhole = false
            if !take("+") { _ = take("-") }
            if !skipDigits() { throw error("expected a digit in the exponent") }
        }
        let text = String(decoding: bytes[start..<offset], as: UTF8.self)
        return scalar(text, integer: isWhole ? Int(text) : nil, number: Double(text))
    }

    private func scalar(
        _ text: String,
        integer: Int? = nil,
        number: Double? = nil,
        boolean: Bool? = nil
    ) -> DocumentNode.Scalar {
        let text = scalars == .yaml ? text : nil
        return DocumentNode.Scalar(text: text, integer: integer, number: number, boolean: boolean)
    }

    private mutating func skipDigits() -> Bool {
        let start = offset
        while isDigit(peek()) { offset += 1 }
        return offset > start
    }

    private func isDigit(_ byte: UInt8?) -> Bool {
        byte.map { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } ?? false
    }
}

// MARK: Strings

extension JSONParser {
    private mutating func string() throws(Diagnostic) -> String {
        offset += 1
        var start = offset
        var text = ""
        while let byte = peek() {
            switch byte {
            case UInt8(ascii: "\""):
                text += String(decoding: bytes[start..<offset], as: UTF8.self)
                offset += 1
                return text
            case UInt8(ascii: "\\"):
                text += String(decoding: bytes[start..<offset], as: UTF8.self)
                offset += 1
                text.unicodeScalars.append(try escaped())
                start = offset
            case 0..<0x20: throw error("control character in a string; write it as '\\u00\(Hex.encode([byte]))'")
            default: offset += 1
            }
        }
        throw error("a string has no closing quote")
    }

    private mutating func escaped() throws(Diagnostic) -> Unicode.Scalar {
        guard let byte = peek() else { throw error("the text ends after '\\'") }
        offset += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"):
            let unit = try codeUnit()
            if let scalar = Unicode.Scalar(unit) { return scalar }
            // A character outside the basic plane is two units, the first from 0xd800, the second from 0xdc00.
            guard unit < 0xdc00, take("\\u"), let scalar = Unicode.Scalar(high: unit, low: try codeUnit()) else {
                throw unpaired(unit)
            }
            return scalar
        default:
            offset -= 1
            throw error("unknown escape sequence")
        }
    }

    private mutating func unpaired(_ unit: UInt32) -> Diagnostic {
        error("'\\u\(String(unit, radix: 16))' is half of a character: a surrogate without the other one of its pair")
    }

    private mutating func codeUnit() throws(Diagnostic) -> UInt32 {
        guard offset + 4 <= bytes.count,
            let digits = Hex.decode(String(decoding: bytes[offset..<offset + 4], as: UTF8.self).lowercased())
        else { throw error("expected four hexadecimal digits after '\\u'") }
        offset += 4
        return UInt32(digits[0]) << 8 | UInt32(digits[1])
    }
}

// MARK: Cursor

extension JSONParser {
    private func peek() -> UInt8? { offset < bytes.count ? bytes[offset] : nil }

    /// Consumes a text if it follows; returns whether it does.
    private mutating func take(_ text: StaticString) -> Bool {
        let count = text.utf8CodeUnitCount
        guard offset + count <= bytes.count else { return false }
        for index in 0..<count where bytes[offset + index] != text.utf8Start[index] { return false }
        offset += count
        return true
    }

    private mutating func skipBlanks() {
        while let byte = peek(), byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 { offset += 1 }
    }

    /// Returns the position of the cursor, counted from the last returned one.
    private mutating func location() -> SourceLocation {
        var (line, column) = (position.line, position.column)
        for byte in bytes[counted..<offset] {
            if byte == 0x0a {
                (line, column) = (line + 1, 1)
            } else if byte & 0xc0 != 0x80 {
                // The first byte of a character.
                column += 1
            }
        }
        counted = offset
        position = SourceLocation(line: line, column: column)
        return position
    }

    private mutating func error(_ message: String) -> Diagnostic {
        Diagnostic(.error, .syntax, at: Diagnostic.Location(position: location()), "invalid JSON: \(message)")
    }
}
