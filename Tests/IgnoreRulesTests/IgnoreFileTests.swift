import Basics
import IgnoreRules
import Testing

@Suite struct IgnoreFileTests {
    @Test(arguments: [
        ("a\nb\n", "b", true),
        ("a\r\nb\r\n", "b", true),
        ("\u{FEFF}a\nb", "a", true),  // a byte order mark is removed from the first line
        ("a\n\u{FEFF}b", "b", false),  // and only from the first
        ("\u{FEFF}# a\n", "# a", false),
        ("#a", "#a", false),
        ("# a\n\n  \nb", "b", true),
        (" #a", "#a", true),  // a comment starts in the first column
        ("\\#a", "#a", true),
        ("a #b", "a", false),  // and nowhere else
        ("a #b", "a #b", true),
        ("  a b  ", "a b", true),
        ("\ta\t", "a", true),
        ("/a", "a", true),  // a leading slash is the root of the tree
        ("//a/", "a", true),
        ("/", "a", false),
        ("./a/../b", "b", true),
        ("*\n!a", "a", false),
        ("*\n  !  a  ", "a", false),
        ("*\n!/a", "a", false),
        ("*\n!./a/", "a", false),
        ("*\n! /a", "a", false),
        ("\\!a", "!a", true),
        ("a\u{2028}b", "a\u{2028}b", true),  // only a newline ends a line
        ("", "a", false),
    ])
    func isRead(text: String, path: String, isExcluded: Bool) throws {
        #expect(try IgnoreRuleSet(text: text).excludes(path) == isExcluded)
    }

    @Test func commentsAndBlankLinesAreIgnored() throws {
        #expect(try IgnoreRuleSet(text: "# a\n\n \t\n#b").isEmpty)
        #expect(!(try IgnoreRuleSet(text: "a").isEmpty))
        #expect(IgnoreRuleSet().isEmpty)
    }

    @Test(arguments: [
        ("a\n# b\n\n[", 4),
        ("!\n", 1),
        ("a\n! \n", 2),
    ])
    func errorNamesFileAndLine(text: String, line: Int) {
        let error = #expect(throws: IgnoreRuleError.self) { try IgnoreRuleSet(text: text, source: ".dockerignore") }
        #expect(error?.line == line)
        #expect(error?.message.hasPrefix("line \(line) of '.dockerignore': ") == true)
    }
}
