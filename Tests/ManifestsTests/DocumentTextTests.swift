import Basics
import Manifests
import Testing

/// Manifests and references as editors and programs on Windows write them.
@Suite struct DocumentTextTests {
    private static let yaml = "version: 1\nmodels: {}\n"

    private func line(_ bytes: [UInt8]) -> String? {
        do {
            _ = try DocumentReader(yaml: bytes, file: "a.yaml")
            return nil
        } catch {
            return error.line
        }
    }

    private func line(yaml text: String) -> String? { line(Array(text.utf8)) }

    @Test(arguments: [yaml, "{\"version\": 1}", "\n\n\(yaml)", yaml.replacing("\n", with: "\r\n")])
    func byteOrderMarkIsSkipped(text: String) throws {
        let reader = try DocumentReader(yaml: [0xef, 0xbb, 0xbf] + Array(text.utf8), file: "a.yaml")
        #expect(reader.root?.members.first?.name == "version")
        #expect(try DocumentReader(json: "\u{feff}{\"a\": 1}", file: "a.json").root?.members.first?.name == "a")
    }

    @Test func positionsDoNotCountTheMark() {
        #expect(line(yaml: "\u{feff}a: [") == line(yaml: "a: ["))
    }

    @Test(
        arguments: [
            ("UTF-16LE", [0xff, 0xfe]), ("UTF-16BE", [0xfe, 0xff]), ("UTF-16LE", []), ("UTF-16BE", []),
            ("UTF-32LE", [0xff, 0xfe, 0, 0]), ("UTF-32BE", [0, 0, 0xfe, 0xff]), ("UTF-32LE", []), ("UTF-32BE", []),
        ] as [(String, [UInt8])]
    )
    func otherEncodingIsNamed(encoding: String, mark: [UInt8]) {
        let width = encoding.hasPrefix("UTF-32") ? 4 : 2
        let bytes = Self.yaml.utf8.flatMap { byte in
            let zeros = [UInt8](repeating: 0, count: width - 1)
            return encoding.hasSuffix("LE") ? [byte] + zeros : zeros + [byte]
        }
        let expected =
            "a.yaml: is in \(encoding.prefix(6)), and must be in UTF-8; save it as UTF-8, as with "
            + "'iconv -f \(encoding) -t UTF-8 a.yaml > NEW'"
        #expect(line(mark + bytes) == expected)
        // Without a mark, the bytes of ASCII are a text with NUL characters.
        let text = String(decoding: bytes, as: UTF8.self)
        #expect(throws: Diagnostic.self) { try DocumentReader(yaml: text, file: "a.yaml") }
    }

    @Test func otherByteHasAPosition() {
        let bytes = Array("a: 1\nb: caf".utf8) + [0xe9] + Array(" x\n".utf8)
        #expect(line(bytes)?.hasPrefix("a.yaml:2:7: is not UTF-8: the byte 0xe9 is of another encoding; ") == true)
    }

    @Test(arguments: [
        ("a:\n\tb: 1\n", "a.yaml:2:1: has a tab where YAML allows spaces only"),
        ("a:\n  - b: 1\n\t  c: 2\n", "a.yaml:3:1: has a tab where YAML allows spaces only"),
        ("a:\n  -\tb: 1\n    c: 2\n", "a.yaml:2:4: has a tab where YAML allows spaces only"),
        // The library takes no such line as blank, though YAML does.
        ("a: 1\n\t\nb: 2\n", "a.yaml:2:1: has a tab where YAML allows spaces only"),
        ("a: 1\n\t# c\nb: 2\n", "a.yaml:2:1: has a tab where YAML allows spaces only"),
        ("a: 1\nb: x\u{0}y\n", "a.yaml:2:5: has a NUL byte"),
        ("a: 1\r\nb: x\u{7}\r\n", "a.yaml:2:5: has the character U+0007, which YAML does not allow"),
        ("<<<<<<< HEAD\na: 1\n=======\na: 2\n>>>>>>> x\n", "a.yaml:1:1: has an unresolved merge conflict"),
        (
            "m:\r\n<<<<<<< HEAD\r\n  a: 1\r\n=======\r\n  a: 2\r\n>>>>>>> x\r\n",
            "a.yaml:2:1: has an unresolved merge conflict"
        ),
        ("a: 1\n=======\na: 2\n", "a.yaml:2:1: has an unresolved merge conflict"),
        ("a: 1\n>>>>>>> theirs\n", "a.yaml:2:1: has an unresolved merge conflict"),
        ("{\n<<<<<<< HEAD\n\"a\": 1\n=======\n", "a.yaml:2:1: has an unresolved merge conflict"),
        ("m: 1\r<<<<<<< HEAD\ra: 1\r", "a.yaml:2:1: has an unresolved merge conflict"),
    ])
    func mistakeIsNamed(text: String, message: String) {
        let line = line(yaml: text)
        #expect(line?.hasPrefix(message) == true, "\(line ?? "accepted")")
        #expect(line?.contains("; ") == true, "\(line ?? "")")
    }

    /// YAML 1.1, and so its library, ends a line at these characters, also that of a comment; YAML 1.2 and JSON do not.
    @Test(arguments: [
        ("a: \"x\u{85}y\"\n", "1:6: has U+0085 (next line)", "'\\N' in double quotes, or '\\u0085' in JSON"),
        ("a: |\r\n  x\r\n  y\u{2028}z\r\n", "3:4: has U+2028 (line separator)", "'\\L' in double quotes"),
        ("a: 1\rb: x\u{2029}y\r", "2:5: has U+2029 (paragraph separator)", "'\\P' in double quotes"),
        ("# é\u{2028}a: 1\nb: 2\n", "1:4: has U+2028", "remove it"),
        ("\u{85}a: 1\n", "1:1: has U+0085", "remove it"),
        ("a:\n\t# x\u{85}\n", "2:5: has U+0085", "remove it"),
        ("{a: \"\u{2028}\"}\n", "1:6: has U+2028", "'\\u2028' in JSON"),
    ])
    func lineBreakOfYAML1_1IsNamed(text: String, message: String, fix: String) {
        let line = line(yaml: text)
        #expect(line?.hasPrefix("a.yaml:\(message)") == true, "\(line ?? "accepted")")
        #expect(line?.contains(fix) == true, "\(line ?? "")")
    }

    @Test(arguments: ["\u{85}", "\u{2028}", "\u{2029}"])
    func lineBreakOfYAML1_1IsTextInJSON(character: String) throws {
        let text = "{\"a\": \"x\(character)y\"}"
        #expect(try DocumentReader(yaml: text, file: "a.json").root?.members.first?.value.text() == "x\(character)y")
        let code = String(character.unicodeScalars.first?.value ?? 0, radix: 16)
        let escaped = "a: \"x\\u\(String(repeating: "0", count: 4 - code.count))\(code)y\"\n"
        #expect(try DocumentReader(yaml: escaped, file: "a.yaml").root?.members.first?.value.text() == "x\(character)y")
    }

    @Test(arguments: [("%YAML 1.3\n---\na: 1\n", "1:1"), ("# x\n%YAML 2.0\n---\na: 1\n", "2:1")])
    func otherVersionOfYAMLIsNamed(text: String, position: String) {
        #expect(
            line(yaml: text) == "a.yaml:\(position): asks for a version of YAML other than 1.1 and 1.2; "
                + "remove the line with '%YAML'"
        )
    }

    /// Between braces and brackets, tabs may indent: they are not the cause of another error.
    @Test func tabBetweenBracesIsNotBlamed() {
        let line = line(yaml: "a: {\n\t\"b\": 1,\n\t\"c\": 2 ]\n}\n")
        #expect(line?.contains("has a tab") == false, "\(line ?? "accepted")")
    }

    @Test(arguments: [
        "a: |\n  <<<<<<< HEAD\n  =======\n", "a: \"x\ty\"\n", "a: 1\t# b\n", "a: [1,\t2]\n", "a: 1\r\nb: 2\r\n",
        "a: 1\rb: 2\r",
        "{\n\t\"a\": 1\n}\n", "a: 1\n  \t# b\nc: 1\n", "a: {\n\t\n\tb: 1 }\n", "%YAML 1.2\n---\na: 1\n",
    ])
    func validTextIsNoMistake(text: String) {
        #expect(line(yaml: text) == nil)
    }
}
