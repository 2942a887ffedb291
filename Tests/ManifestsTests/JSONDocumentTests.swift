import Basics
import Foundation
import Manifests
import Testing

/// The syntax of JSON documents, and the positions of errors.
@Suite struct JSONDocumentTests {
    private func diagnostic(_ json: String) -> String? {
        do {
            _ = try DocumentReader(json: json, file: "x.json")
            return nil
        } catch {
            return error.line
        }
    }

    /// The expected result is that of Foundation's parser.
    @Test(arguments: [
        "{}", "[]", " [ 1 , -2.5e+3 , 0 , 0.0 , true , false , null , \"a\" ] ", "\"\"", "1e9", "\"\\u00e9\"",
        "\"\\ud83d\\ude00\"", "{\"a\":{\"b\":[{}]}}", "\t\r\n{}\n", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"", "\"é😀\"",
        "[", "]", "{", "{]", "[1,]", "[,1]", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{a:1}", "01", "+1", "-", "1.", ".5",
        "1e",
        "1e+", "tru", "nul", "True", "'a'", "\"a", "\"\\x\"", "\"\\u12\"", "\"\\ud800\"", "\"\\udc00\"",
        "\"\\ud800\\u0041\"", "\"\u{1}\"", "\"\n\"", "1 2", "{} {}", "[1 2]", "// x\n1", "\u{feff}{}", "NaN", "0x10",
    ])
    func syntaxIsThatOfRFC8259(text: String) {
        // Foundation's parser accepts these, which RFC 8259 does not allow.
        let isLenient = ["[1,]", "{\"a\":1,}"].contains(text)
        let isJSON =
            !isLenient
            && (try? JSONSerialization.jsonObject(with: Data(text.utf8), options: .fragmentsAllowed)) != nil
        #expect((diagnostic(text) == nil) == isJSON, "\(diagnostic(text) ?? "accepted")")
    }

    @Test(arguments: [
        ("{\"a\": 1,\n \"é\": x}", "x.json:2:7: invalid JSON: expected a value"),
        ("{\n  \"a\": [1,\n    2\n", "x.json:4:1: invalid JSON: expected ',' or ']'"),
        ("[\"a\nb\"]", "x.json:1:4: invalid JSON: control character in a string; write it as '\\u000a'"),
        ("{\"a\": 1, \"b\": 2, \"a\": 3}", "x.json:1:18: duplicate name 'a'"),
        ("{}\n\n{}", "x.json:3:1: invalid JSON: unexpected text after the document"),
        ("{\"a\":", "x.json:1:6: invalid JSON: expected a value, but the text ends"),
        (
            "<<<<<<< a\n{}\n>>>>>>> b\n",
            "x.json:1:1: has an unresolved merge conflict; choose one side, and remove the lines with '<<<<<<<', "
                + "'=======' and '>>>>>>>'"
        ),
    ])
    func errorsHavePositions(text: String, expected: String) {
        #expect(diagnostic(text) == expected)
    }

    @Test func nestingDepthIsLimited() {
        let deep = String(repeating: "[", count: 100_000)
        #expect(diagnostic(deep) == "x.json:1:65: the document is nested too deeply")
    }
}

@Suite struct PropertyPathTests {
    @Test(arguments: [
        (PropertyPath(), ""),
        (PropertyPath([.property("models"), .property("M"), .index(0), .property("image")]), "models.M[0].image"),
        (PropertyPath([.property("assets"), .property("a/b.tar.gz")]), #"assets["a/b.tar.gz"]"#),
        (PropertyPath([.property("a"), .property(""), .property("b c")]), #"a[""].b c"#),
        (PropertyPath([.property("a"), .property("x]\"")]), #"a["x]\""]"#),
    ])
    func textIsUnambiguous(path: PropertyPath, expected: String) {
        #expect(path.description == expected)
    }
}
