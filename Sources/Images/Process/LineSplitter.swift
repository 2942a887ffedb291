/// Divides the output of a program into lines of bounded length.
///
/// Of a line that a carriage return overwrites, as in progress bars, the last text is kept.
struct LineSplitter {
    /// The number of bytes of a line that are kept; the rest of the line is dropped.
    static let byteLimit = 8192

    private var line: [UInt8] = []
    private var isReturned = false
    private var hasLine = false

    /// Adds bytes, and passes the lines on that they complete.
    mutating func append(_ bytes: some Sequence<UInt8>, _ body: (String) -> Void) {
        for byte in bytes {
            switch byte {
            case UInt8(ascii: "\n"): end(body)
            case UInt8(ascii: "\r"): isReturned = true
            default:
                if isReturned { line.removeAll(keepingCapacity: true) }
                (isReturned, hasLine) = (false, true)
                if line.count < Self.byteLimit { line.append(byte) }
            }
        }
    }

    /// Passes the last line on, if it has no end.
    mutating func finish(_ body: (String) -> Void) {
        if hasLine { end(body) }
    }

    private mutating func end(_ body: (String) -> Void) {
        body(String(decoding: line, as: UTF8.self).withoutStyles)
        line.removeAll(keepingCapacity: true)
        (isReturned, hasLine) = (false, false)
    }
}

extension String {
    /// The text without the sequences that set colours and styles on terminals ("CSI" in ECMA-48, section 5.4).
    var withoutStyles: String {
        guard utf8.contains(0x1B) else { return self }
        var text = String.UnicodeScalarView()
        var rest = unicodeScalars[...]
        while let scalar = rest.popFirst() {
            guard scalar.value == 0x1B, rest.first == "[" else {
                text.append(scalar)
                continue
            }
            rest = rest.dropFirst().drop { (0x20...0x3F).contains($0.value) }.dropFirst()
        }
        return String(text)
    }
}
