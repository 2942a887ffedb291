import Basics
import Foundation
import Testing

@Suite struct PrintableTextTests {
    /// Texts, and the same as a line of output.
    private static let lines: [(text: String, line: String)] = [
        ("", ""), ("a b/c.json: 1", "a b/c.json: 1"), ("ä 模型 😀 e\u{301}", "ä 模型 😀 e\u{301}"),
        ("a\nb\tc\r", #"a\nb\tc\r"#), ("\0\u{7}\u{1b}[2J\u{7f}", #"\u{0}\u{7}\u{1b}[2J\u{7f}"#),
        ("\u{85}\u{9b}2J\u{2028}\u{2029}", #"\u{85}\u{9b}2J\u{2028}\u{2029}"#),
        ("\u{61c}\u{200e}\u{200f}\u{202e}\u{2066}\u{2069}", #"\u{61c}\u{200e}\u{200f}\u{202e}\u{2066}\u{2069}"#),
        ("a\u{200b}b\u{feff}c\u{ad}d\u{e0041}", #"a\u{200b}b\u{feff}c\u{ad}d\u{e0041}"#),
        ("\u{115f}\u{3164}\u{e0100}", #"\u{115f}\u{3164}\u{e0100}"#),
        // A presentation of an emoji is not hidden text.
        ("❤\u{fe0f}", "❤\u{fe0f}"),
        ("::error::x", #"\u{3a}:error::x"#), (" \u{a0}::error::x", " \u{a0}\\u{3a}:error::x"), (":::x", #"\u{3a}::x"#),
        ("a::error::x", "a::error::x"), (":x::", ":x::"),
        ("x\n::error::y", #"x\n::error::y"#),
        ("##[error]x", #"#\u{23}[error]x"#), ("a ##vso[task]", #"a #\u{23}vso[task]"#),
        ("###teamcity[x", #"##\u{23}teamcity[x"#), ("##VSO[x", #"#\u{23}VSO[x"#),
        ("## heading [x]", "## heading [x]"), ("#[x]", "#[x]"),
    ]

    @Test(arguments: lines)
    func lineHasEscapesForWhatTerminalsAndCISystemsObey(text: String, line: String) {
        #expect(text.printableLine.unicodeScalars.elementsEqual(line.unicodeScalars), "\(text.printableLine)")
        #expect(line.printableLine == line)
    }

    @Test func limitCountsEscapes() {
        #expect("ab\ncd".printable(limit: 4) == #"ab\n"#)
        #expect("abcd".printable() == "abcd")
    }

    @Test(arguments: ["##[error]", "####", "a\u{202e}\u{e0041}\u{2028}", "# é\n"])
    func documentsOfJSONKeepTheirContent(text: String) throws {
        let document = JSON.object([text: .string(text)]).indented
        let escaped = document.escapedAsJSON
        #expect(!escaped.contains("##"))
        #expect(escaped.unicodeScalars.allSatisfy { !$0.isUnprintable || $0 == "\n" })
        #expect(try JSONDecoder().decode([String: String].self, from: Data(escaped.utf8)) == [text: text])
    }

    @Test(arguments: [
        ("ä 😀 # é\n", "ä 😀 # é\n"), ("##[error]", #"#\u0023[error]"#), ("\u{1b}\u{7f}", #"\u001b\u007f"#),
        ("\u{9b}\u{202e}\u{2028}\u{feff}", #"\u009b\u202e\u2028\ufeff"#), ("\u{ffff}", #"\uffff"#),
        // YAML has no surrogate pairs.
        ("\u{e0041}", #"\U000e0041"#),
    ])
    func documentsOfYAMLHaveItsEscapes(text: String, escaped: String) {
        #expect(text.escapedAsYAML == escaped)
    }

    @Test(arguments: ["a\nb", "\u{202e}", "\u{2028}x", "\u{200b}"])
    func namesInPathsOfPropertiesAreOneLine(name: String) throws {
        let path = PropertyPath([.property("models"), .property(name)])
        #expect(path.description.unicodeScalars.allSatisfy { !$0.isUnprintable })
        #expect(PropertyPath(path.description) == path)
    }
}
