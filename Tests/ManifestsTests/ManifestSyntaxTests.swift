import Basics
import Manifests
import Testing

/// JSON as manifests, and values that versions of YAML and JSON read differently.
@Suite struct ManifestSyntaxTests {
    private func text(of yaml: String) throws -> String? {
        let reader = try DocumentReader(yaml: yaml, file: "a.yaml")
        return reader.root?.members.first?.value.text()
    }

    private func line(_ yaml: String) -> String? {
        do {
            _ = try DocumentReader(yaml: yaml, file: "a.yaml")
            return nil
        } catch {
            return error.line
        }
    }

    @Test(arguments: [
        #"{"a": "\ud83d\ude00"}"#, #"a: "\ud83d\ude00""#, #"{ a: "\uD83D\uDE00" }"#, #""a": "\U0001F600""#, #"a: "😀""#,
    ])
    func surrogatePairsAreCharacters(yaml: String) throws {
        #expect(try text(of: yaml) == "😀")
    }

    @Test(arguments: [
        (#"a: '\ud83d\ude00'"#, #"\ud83d\ude00"#), (#"a: \ud83d\ude00"#, #"\ud83d\ude00"#),
        (#"a: "\\ud83d\\ude00""#, #"\ud83d\ude00"#), (#"a: "\ud83d\ude00 \\ud83d\n""#, "😀 \\ud83d\n"),
    ])
    func otherTextsAreKept(yaml: String, expected: String) throws {
        #expect(try text(of: yaml) == expected)
    }

    @Test(arguments: [
        (#"{"a": "\ud83d"}"#, "a.yaml:1:14: invalid JSON: '\\ud83d' is half of a character"),
        (#"{"a": "\ude00\ud83d"}"#, "a.yaml:1:14: invalid JSON: '\\ude00' is half of a character"),
        (#"a: "\ud83d""#, "a.yaml:1:7: has an escape sequence that is no character"),
        (#"a: "\ud83d\ude00" b"#, "a.yaml:1:19: "),
    ])
    func invalidTextHasItsPosition(yaml: String, message: String) {
        let line = line(yaml)
        #expect(line?.hasPrefix(message) == true, "\(line ?? "accepted")")
    }

    /// A text that begins with a brace may be either: the error is that of the syntax which it probably has.
    @Test(arguments: [
        ("{a: 1, a: 2}", "a mapping has duplicate keys"), ("{\"a\": 1, \"b\" 2}", "invalid JSON: expected ':'"),
        ("{a: 1, b: [}", "did not find expected node content"), ("{a: \"x\u{7}\"}", "has the character U+0007"),
    ])
    func errorIsThatOfTheLikelySyntax(yaml: String, message: String) {
        #expect(line(yaml)?.contains(message) == true, "\(line(yaml) ?? "accepted")")
    }

    @Test func positionsBehindAPairAreThoseOfTheText() throws {
        let reader = try DocumentReader(yaml: "x: {a: \"\\ud83d\\ude00\", b: y}\nc: 1\n", file: "a.yaml")
        _ = reader.root?.members.first?.value.members.last?.value.integer
        _ = reader.root?.members.last?.value.boolean
        #expect(reader.diagnostics.map(\.line).map { $0.prefix(12) } == ["a.yaml:1:24:", "a.yaml:2:1: "])
    }

    @Test(arguments: [1024, 2000])
    func longNamesOfJSONAreRead(count: Int) throws {
        let name = String(repeating: "k", count: count)
        let reader = try DocumentReader(yaml: "{\"\(name)\": \"v\"}", file: "a.yaml")
        #expect(reader.root?.members.first?.name == name)
    }

    @Test(arguments: [("", ""), ("\"", "\""), ("  '", "'")])
    func longNameOfYAMLIsReported(before: String, after: String) throws {
        let name = String(repeating: "k", count: 2000)
        let line = line("a: 1\n\(before)\(name)\(after): v\n")
        #expect(line?.contains(":2:") == true && line?.contains("more than 1,024 characters") == true, "\(line ?? "")")
        let explicit = try DocumentReader(yaml: "? \(name)\n: v\n", file: "a.yaml")
        #expect(explicit.root?.members.first?.name == name)
    }

    /// JSON and the same in YAML have the same values: any scalar without quotes is a text too.
    @Test(arguments: ["1", "1.5", "true", "false", "-3", "1e3", "\"1\"", "\"true\"", "\"x\""])
    func scalarsOfJSONAreThoseOfYAML(scalar: String) throws {
        let json = try DocumentReader(yaml: "{\"a\": \(scalar)}", file: "a.yaml")
        let yaml = try DocumentReader(yaml: "a: \(scalar)", file: "a.yaml")
        let values = [json, yaml].compactMap { $0.root?.members.first?.value }
        try #require(values.count == 2)
        #expect(values[0].text() == values[1].text())
        #expect(values[0].integer == values[1].integer)
        #expect(values[0].number == values[1].number)
        #expect(values[0].boolean == values[1].boolean)
    }

    @Test(arguments: [
        ("010", "'010' is 8 in YAML 1.1 and 10 in YAML 1.2", "write 10, or 8"),
        ("-010", "'-010' is -8 in YAML 1.1 and -10 in YAML 1.2", "write -10, or -8"),
        ("08", "'08' is text in YAML 1.1 and 8 in YAML 1.2", "write 8"),
        ("1_000", "'1_000' is 1000 in YAML 1.1 and text in YAML 1.2", "write 1000"),
        ("1:30", "'1:30' is 90 in YAML 1.1 and text in YAML 1.2", "write 90"),
        ("0b11", "'0b11' is 3 in YAML 1.1 and text in YAML 1.2", "write 3"),
        ("0o17", "'0o17' is text in YAML 1.1 and 15 in YAML 1.2", "write 15"),
        ("-0o1_7", "'-0o1_7' is text in YAML 1.1 and -15 in YAML 1.2", "write -15"),
    ])
    func ambiguousNumberIsReported(scalar: String, message: String, fix: String) throws {
        let reader = try DocumentReader(yaml: "a: \(scalar)\nb: \(scalar)\nc: \(scalar)\n", file: "a.yaml")
        let members = try #require(reader.root?.members)
        #expect(members[0].value.integer == nil)
        #expect(members[1].value.number == nil)
        #expect(members[2].value.text() == scalar)
        #expect(
            reader.diagnostics.map(\.message) == ["must be a whole number: \(message)", "must be a number: \(message)"]
        )
        #expect(reader.diagnostics.map(\.fix) == [fix, fix])
    }

    @Test func hexadecimalNumberIsNoExponent() throws {
        let reader = try DocumentReader(yaml: "a: 0x1e3\n", file: "a.yaml")
        #expect(reader.root?.members.first?.value.integer == 0x1e3)
        #expect(reader.diagnostics.isEmpty)
    }

    /// Programs that write JSON give exponents to numbers, and never to whole ones.
    @Test(arguments: [("1e3", 1000), ("-1E+2", -100), ("2.5e1", 25)])
    func exponentOfAWholeNumberIsTold(scalar: String, value: Int) throws {
        for text in ["a: \(scalar)\n", "{\"a\": \(scalar)}"] {
            let reader = try DocumentReader(yaml: text, file: "a.yaml")
            let member = try #require(reader.root?.members.first?.value)
            #expect(member.number == Double(value))
            #expect(member.integer == nil)
            #expect(reader.diagnostics.map(\.fix) == ["write \(value)"])
        }
    }

    @Test(arguments: ["0", "10", "-1", "+1", "0x10", "0.5", "00.5", "1e3"])
    func otherNumbersAreRead(scalar: String) throws {
        let reader = try DocumentReader(yaml: "a: \(scalar)\n", file: "a.yaml")
        #expect(
            reader.root?.members.first?.value.number ?? reader.root?.members.first?.value.integer.map(Double.init)
                != nil
        )
        #expect(reader.diagnostics.isEmpty || scalar == "0x10")
    }

    /// The core schema of YAML 1.2 has three spellings of each, and numbers without words.
    @Test(arguments: [
        ("true", true), ("True", true), ("TRUE", true), ("false", false), ("False", false), ("FALSE", false),
    ])
    func booleanIsRead(scalar: String, value: Bool) throws {
        #expect(try DocumentReader(yaml: "a: \(scalar)\n", file: "a.yaml").root?.members.first?.value.boolean == value)
    }

    @Test(arguments: ["tRUE", "fALSE", "TrUe", "yEs", "oN", "nULL"])
    func otherCaseIsText(scalar: String) throws {
        let reader = try DocumentReader(yaml: "a: \(scalar)\n", file: "a.yaml")
        let member = try #require(reader.root?.members.first?.value)
        #expect(member.text() == scalar)
        #expect(member.boolean == nil)
        #expect(reader.diagnostics.map(\.message) == ["must be true or false"])
    }

    @Test(arguments: [
        "nan", "inf", "infinity", ".nan", ".inf", "-.INF", "0X10", "0x-5", "-0x10", "0x1p3", "1:30.5", ".1_0", "1e",
        "e1", "٣",
    ])
    func otherTextIsNoNumber(scalar: String) throws {
        let reader = try DocumentReader(yaml: "a: \(scalar)\n", file: "a.yaml")
        let member = try #require(reader.root?.members.first?.value)
        #expect(member.text() == scalar)
        #expect(member.number == nil)
        #expect(member.integer == nil)
    }

    @Test(arguments: [(".5", 0.5), ("5.", 5), ("-.5e1", -5), ("+1.5E+2", 150), ("0x1F", 31)])
    func numberIsRead(scalar: String, value: Double) throws {
        #expect(try DocumentReader(yaml: "a: \(scalar)\n", file: "a.yaml").root?.members.first?.value.number == value)
    }

    @Test(arguments: [("yes", "true"), ("On", "true"), ("y", "true"), ("no", "false"), ("OFF", "false")])
    func booleanOfYAML1_1IsReported(scalar: String, value: String) throws {
        let reader = try DocumentReader(yaml: "a: \(scalar)\n", file: "a.yaml")
        let member = try #require(reader.root?.members.first?.value)
        #expect(member.boolean == nil)
        #expect(reader.diagnostics.map(\.fix) == ["write \(value)"])
        // Where a text is wanted, it is what stands there.
        #expect(member.text() == scalar)
    }

    @Test(arguments: ["1", "true"])
    func quotesAreReported(text: String) throws {
        let reader = try DocumentReader(yaml: "a: \"\(text)\"\n", file: "a.yaml")
        _ = reader.root?.members.first?.value.integer
        _ = reader.root?.members.first?.value.boolean
        #expect(reader.diagnostics.map(\.fix) == ["remove the quotes", "remove the quotes"])
    }
}
