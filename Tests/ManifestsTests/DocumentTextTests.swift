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

    @Test(arguments: [
        "a: |\n  <<<<<<< HEAD\n  =======\n", "a: \"x\ty\"\n", "a: 1\t# b\n", "a: [1,\t2]\n", "a: 1\r\nb: 2\r\n",
        "a: 1\rb: 2\r",
        "{\n\t\"a\": 1\n}\n",
    ])
    func validTextIsNoMistake(text: String) {
        #expect(line(yaml: text) == nil)
    }
}
