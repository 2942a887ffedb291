internal import Basics

extension Diagnostic {
    /// Describes a syntax error by its cause, if that is a mistake which the YAML library only hints at.
    ///
    /// - Parameters:
    ///   - error: The error of the library.
    ///   - text: The text that cannot be parsed.
    init(explaining error: Diagnostic, in text: String) {
        self =
            Diagnostic(lineBreakIn: text) ?? Diagnostic(controlCharacterIn: text, error)
            ?? Diagnostic(versionOf: error) ?? Diagnostic(tabIn: text, error) ?? Diagnostic(longNameIn: text, error)
            ?? error
    }

    /// Describes the first character that ends a line in YAML 1.1 only; nil if there is none.
    ///
    /// The library follows YAML 1.1: it reads such a character in double quotes as a space, and what stands behind it in
    /// a comment as a value.
    ///
    /// - Parameter text: A text that is not JSON, which has no such line breaks.
    init?(lineBreakIn text: String) {
        for (index, line) in text.lineBytes.enumerated() {
            // The first bytes of U+0085, and of U+2028 and U+2029.
            guard line.contains(where: { $0 == 0xc2 || $0 == 0xe2 }) else { continue }
            let scalars = String(Substring(line)).unicodeScalars
            for (column, scalar) in scalars.enumerated() {
                let (code, name, escape): (String, String, String)
                switch scalar {
                case "\u{85}": (code, name, escape) = ("0085", "next line", "N")
                case "\u{2028}": (code, name, escape) = ("2028", "line separator", "L")
                case "\u{2029}": (code, name, escape) = ("2029", "paragraph separator", "P")
                default: continue
                }
                self.init(
                    .error,
                    .syntax,
                    at: Location(position: SourceLocation(line: index + 1, column: column + 1)),
                    "has U+\(code) (\(name)), which ends a line in YAML 1.1 and is text in YAML 1.2",
                    fix: "remove it, or write it as '\\\(escape)' in double quotes, or '\\u\(code)' in JSON"
                )
                return
            }
        }
        return nil
    }

    private init?(versionOf error: Diagnostic) {
        guard error.message.hasPrefix("found incompatible YAML document") else { return nil }
        self.init(
            .error,
            .syntax,
            at: error.location,
            "asks for a version of YAML other than 1.1 and 1.2",
            fix: "remove the line with '%YAML'"
        )
    }

    /// The library does not say where it found a control character.
    private init?(controlCharacterIn text: String, _ error: Diagnostic) {
        guard error.location.position == nil else { return nil }
        for (index, line) in text.lineBytes.enumerated() {
            let scalars = String(Substring(line)).unicodeScalars
            guard let offset = scalars.firstIndex(where: { !$0.isPrintable }) else { continue }
            let column = scalars.distance(from: scalars.startIndex, to: offset) + 1
            let code = String(scalars[offset].value, radix: 16, uppercase: true)
            let padded = String(repeating: "0", count: max(0, 4 - code.count)) + code
            self.init(
                .error,
                .syntax,
                at: Location(position: SourceLocation(line: index + 1, column: column)),
                padded == "0000" ? "has a NUL byte" : "has the character U+\(padded), which YAML does not allow",
                fix: "remove it, or write the file again: no editor writes it as text"
            )
            return
        }
        return nil
    }

    private init?(tabIn text: String, _ error: Diagnostic) {
        guard let position = error.location.position, let line = text.line(position.line) else { return nil }
        let scalars = Array(line.unicodeScalars)
        let indent = scalars.prefix { $0 == " " || $0 == "\t" || $0 == "-" || $0 == "?" }
        let isAtTab = scalars.indices.contains(position.column - 1) && scalars[position.column - 1] == "\t"
        // Between braces and brackets, tabs may indent.
        let mayIndent = error.message.contains("while parsing a flow ")
        let tab = mayIndent ? nil : indent.firstIndex(of: "\t")
        guard let column = tab ?? (isAtTab ? position.column - 1 : nil) else { return nil }
        self.init(
            .error,
            .syntax,
            at: Location(position: SourceLocation(line: position.line, column: column + 1)),
            "has a tab where YAML allows spaces only",
            fix: "write spaces: 'expand -t 2' replaces the tabs of a file"
        )
    }

    private static let nameLimit = 1024

    private init?(longNameIn text: String, _ error: Diagnostic) {
        guard let position = error.location.position else { return nil }
        for number in [position.line, position.line - 1] {
            guard let line = text.line(number), line.unicodeScalars.count > Self.nameLimit,
                let column = line.longNameColumn(limit: Self.nameLimit)
            else { continue }
            self.init(
                .error,
                .syntax,
                at: Location(position: SourceLocation(line: number, column: column)),
                "has a name of more than 1,024 characters with its quotes, the most that YAML allows before ':'",
                fix: "write '? NAME' on one line and ': VALUE' on the next, or write the manifest in JSON"
            )
            return
        }
        return nil
    }
}

extension String {
    /// Returns a line, counted from 1 on.
    fileprivate func line(_ number: Int) -> String? {
        let lines = lineBytes
        guard lines.indices.contains(number - 1) else { return nil }
        return String(Substring(lines[number - 1]))
    }

    /// Returns the column of the first text before a colon that is longer than a limit.
    fileprivate func longNameColumn(limit: Int) -> Int? {
        var (start, column) = (1, 0)
        var quote: Unicode.Scalar?
        var isEscaped = false
        for scalar in unicodeScalars {
            column += 1
            switch (quote, scalar) {
            case ("\""?, "\\") where !isEscaped:
                isEscaped = true
                continue
            case (let open?, _):
                if scalar == open, !isEscaped { quote = nil }
            case (nil, "\""), (nil, "'"): (quote, start) = (scalar, column)
            case (nil, "{"), (nil, ","), (nil, "["), (nil, " "): start = column + 1
            case (nil, ":"):
                if column - start > limit { return start }
                start = column + 1
            default: break
            }
            isEscaped = false
        }
        return nil
    }
}

extension Unicode.Scalar {
    /// Whether YAML allows the character in a text.
    fileprivate var isPrintable: Bool {
        switch value {
        case 0x09, 0x0a, 0x0d, 0x20...0x7e, 0x85, 0xa0...0xd7ff, 0xe000...0xfefe, 0xff00...0xfffd, 0x10000...: true
        default: false
        }
    }
}
