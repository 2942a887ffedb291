internal import Basics
internal import SystemPackage

/// The decoding of a document's bytes.
enum DocumentText {
    /// Decodes UTF-8, with or without a byte order mark.
    ///
    /// - Throws: A diagnostic that names the encoding, or the position of the first byte that is not UTF-8.
    static func decode(_ bytes: [UInt8], file: String) throws(Diagnostic) -> String {
        if let encoding = TextEncoding(of: bytes) { throw diagnostic(of: encoding, file) }
        guard let text = String(validating: bytes, as: UTF8.self) else { throw diagnostic(ofInvalid: bytes, file) }
        return text
    }

    /// Returns the text without a byte order mark, which editors on Windows write.
    ///
    /// - Throws: A diagnostic for UTF-16 and UTF-32, which are valid UTF-8 with NUL bytes if all characters are ASCII.
    static func withoutMark(_ text: String, file: String) throws(Diagnostic) -> String {
        if let encoding = TextEncoding(of: Array(text.utf8.prefix(4))) { throw diagnostic(of: encoding, file) }
        guard text.unicodeScalars.first == "\u{feff}" else { return text }
        return String(text.unicodeScalars.dropFirst())
    }

    private static func diagnostic(of encoding: TextEncoding, _ file: String) -> Diagnostic {
        let fix = encoding.fix(for: FilePath(file))
        return Diagnostic(.error, .notUTF8, "is in \(encoding.name), and must be in UTF-8", fix: fix)
    }

    private static func diagnostic(ofInvalid bytes: [UInt8], _ file: String) -> Diagnostic {
        // The repaired text differs from the bytes where they are invalid.
        let repaired = String(decoding: bytes, as: UTF8.self)
        let valid = zip(bytes, repaired.utf8).prefix { $0 == $1 }.count
        let before = String(decoding: bytes[..<valid], as: UTF8.self)
        let position = SourceLocation(after: before)
        return Diagnostic(
            .error,
            .notUTF8,
            at: .init(position: position),
            "is not UTF-8: the byte 0x\(Hex.encode([bytes[min(valid, bytes.count - 1)]])) is of another encoding",
            fix: "save it as UTF-8, as with 'iconv -f WINDOWS-1252 -t UTF-8 \(file) > NEW'"
        )
    }
}

extension SourceLocation {
    /// Creates the position of the end of a text.
    fileprivate init(after text: String) {
        var (line, column) = (1, 1)
        for scalar in text.unicodeScalars {
            (line, column) = scalar == "\n" ? (line + 1, 1) : (line, column + 1)
        }
        self.init(line: line, column: column)
    }
}
