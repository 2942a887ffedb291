/// Text of others on terminals and in logs.
///
/// All text that people read passes `printableLine`: a name in an archive, a path, a value of a manifest or the message of
/// a server must neither move the cursor, nor begin another line, nor look like what it is not. CI systems read the lines
/// of a program for commands, so that those are broken, too.
extension Unicode.Scalar {
    /// Whether a terminal obeys the scalar, ends a line with it, reorders the text around it, or shows nothing for it.
    package var isUnprintable: Bool {
        if isASCII { return value < 0x20 || value == 0x7F }
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: return true
        default: return properties.isDefaultIgnorableCodePoint && !isGlyphVariation
        }
    }

    /// Whether it only chooses between a symbol and an emoji, or between two shapes of a letter.
    private var isGlyphVariation: Bool { (0xFE00...0xFE0F).contains(value) }

    /// The escape of the scalar: `\u{1b}`.
    package var escape: String { "\\u{\(String(value, radix: 16))}" }
}

extension StringProtocol {
    /// The text as a line, or a part of a line, of output: unprintable scalars and the commands of CI systems have escapes.
    ///
    /// Escaping is idempotent: a text may pass here more than once on its way.
    package var printableLine: String {
        let text = String(self)
        if text.isPlain() { return text }
        var line = String.UnicodeScalarView()
        var rest = unicodeScalars[...]
        while let scalar = rest.popFirst() {
            switch scalar {
            case "\n": line.append(contentsOf: "\\n".unicodeScalars)
            case "\t": line.append(contentsOf: "\\t".unicodeScalars)
            case "\r": line.append(contentsOf: "\\r".unicodeScalars)
            // GitHub Actions: '::error::…' at the beginning of a line.
            case ":" where rest.first == ":" && line.allSatisfy(\.properties.isWhitespace):
                line.append(contentsOf: scalar.escape.unicodeScalars)
            // Azure Pipelines, TeamCity and older runners of GitHub: '##vso[…', '##teamcity[…', '##[error]' anywhere.
            case "#" where line.last == "#" && rest.drop(while: \.isASCIILetter).first == "[":
                line.append(contentsOf: scalar.escape.unicodeScalars)
            case _ where scalar.isUnprintable: line.append(contentsOf: scalar.escape.unicodeScalars)
            default: line.append(scalar)
            }
        }
        return String(line)
    }

    /// The text of a JSON document with JSON's escapes for unprintable scalars and for the commands of CI systems.
    ///
    /// Outside of strings, a document has none of them but newlines.
    package var escapedAsJSON: String {
        escapingDocument { scalar in
            String(scalar).utf16.map { "\\u" + hexadecimal($0, digitCount: 4) }.joined()
        }
    }

    /// The text of a YAML document with YAML's escapes for the same, and for what YAML does not allow.
    ///
    /// All strings with such scalars must be in double quotes: others have no escapes.
    package var escapedAsYAML: String {
        escapingDocument { scalar in
            scalar.value > 0xFFFF
                ? "\\U" + hexadecimal(scalar.value, digitCount: 8) : "\\u" + hexadecimal(scalar.value, digitCount: 4)
        }
    }

    private func escapingDocument(_ escape: (Unicode.Scalar) -> String) -> String {
        let document = String(self)
        if document.isPlain(besides: UInt8(ascii: "\n")) { return document }
        var text = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            // The last two are no characters, which YAML does not allow, and JSON may escape as well.
            if scalar.isUnprintable && scalar != "\n" || scalar == "#" && text.last == "#"
                || (0xFFFE...0xFFFF).contains(scalar.value)
            {
                text.append(contentsOf: escape(scalar).unicodeScalars)
            } else {
                text.append(scalar)
            }
        }
        return String(text)
    }

    /// The beginning of the text as a part of a line of output, which has at most `limit` scalars of Unicode.
    package func printable(limit: Int = 300) -> String {
        let line = String(String.UnicodeScalarView(unicodeScalars.prefix(limit))).printableLine
        return String(String.UnicodeScalarView(line.unicodeScalars.prefix(limit)))
    }
}

extension Unicode.Scalar {
    fileprivate var isASCIILetter: Bool { isASCII && properties.isAlphabetic }
}

extension String {
    /// Whether all is printable ASCII without two colons or number signs in a row, as most texts are.
    ///
    /// - Parameter other: A further byte that may be there.
    fileprivate func isPlain(besides other: UInt8? = nil) -> Bool {
        var previous: UInt8 = 0
        for byte in utf8 {
            let isRepeated = byte == previous && (byte == UInt8(ascii: ":") || byte == UInt8(ascii: "#"))
            guard (0x20..<0x7F).contains(byte) || byte == other, !isRepeated else { return false }
            previous = byte
        }
        return true
    }
}

private func hexadecimal(_ value: some FixedWidthInteger, digitCount: Int) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: Swift.max(0, digitCount - digits.count)) + digits
}
