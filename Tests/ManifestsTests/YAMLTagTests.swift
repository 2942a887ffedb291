import Basics
import Manifests
import Testing

/// Tags of YAML, which CloudFormation has a meaning for and manifests do not.
@Suite struct YAMLTagTests {
    private func lines(_ yaml: String) throws -> [String] {
        try DocumentReader(yaml: yaml, file: "a.yaml").diagnostics.map(\.line)
    }

    @Test(arguments: [
        ("K: !Ref Bucket\n", "1:4: K: has the tag '!Ref'"), ("K: !Sub \"x\"\n", "1:4: K: has the tag '!Sub'"),
        ("K: !!binary aGVsbG8=\n", "1:4: K: has the tag '!!binary'"),
        ("K: !!python/object:os.system {}\n", "1:4: K: has the tag '!!python/object:os.system'"),
        ("K:\n  L: !foo [a, b]\n", "2:6: K.L: has the tag '!foo'"),
        ("K: !foo\n  - a\n", "1:4: K: has the tag '!foo'"), ("K: [1, !foo {a: b}]\n", "1:8: K[1]: has the tag '!foo'"),
        ("K: [!x , 1]\n", "1:5: K[0]: has the tag '!x'"), ("!foo k: v\n", "1:1: k: has the tag '!foo'"),
        ("!foo\nk: v\n", "1:1: has the tag '!foo'"), ("k: &a !Ref x\n", "1:7: k: has the tag '!Ref'"),
        ("k: !Ref &a x\n", "1:4: k: has the tag '!Ref'"), ("k: &a # !b\n  !c v\n", "2:3: k: has the tag '!c'"),
        ("k: !<tag:x,2000:y> v\n", "1:4: k: has the tag '!<tag:x,2000:y>'"),
        ("%TAG !e! tag:e,2000:\n---\nk: !e!foo v\n", "3:4: k: has the tag '!e!foo'"),
        ("k: ! 12\n", "1:4: k: has the tag '!'"), ("! 12: k\n", "1:1: "), ("k: ! \"x\"\n", "1:4: k: has the tag '!'"),
        ("k: !Ref\n", "1:4: k: has the tag '!Ref'"), ("k: !Ref |\n  x\n", "1:4: k: has the tag '!Ref'"),
        ("k: {<<: !foo {a: 1}}\n", "1:9: k: has the tag '!foo'"),
        ("k: {<<: !foo [{a: 1}]}\n", "1:9: k: has the tag '!foo'"),
        ("k: \"\\ud83d\\ude00\"\nl: [\"\\ud83d\\ude00\", !a b]\n", "2:21: l[1]: has the tag '!a'"),
    ])
    func tagIsReported(yaml: String, message: String) throws {
        let lines = try lines(yaml)
        #expect(lines.count == 1)
        #expect(lines.first?.hasPrefix("a.yaml:\(message)") == true, "\(lines)")
        #expect(lines.first?.contains("; ") == true, "\(lines)")
    }

    /// A tag that changes what a value is would be ignored, too.
    @Test(arguments: [
        "!!str 2", "!!str true", "!!str", "!!int \"2\"", "!!int x", "!!bool tRUE", "!!float 1", "!!map []",
    ])
    func tagOfAnotherTypeIsReported(value: String) throws {
        #expect(try lines("k: \(value)\n").count == 1)
    }

    @Test func quotesAreTheFixOfText() throws {
        #expect(try lines("k: !!str 2\n").first?.hasSuffix("; write the value in quotes, without the tag") == true)
    }

    @Test(arguments: [
        "!!str x", "!!str \"2\"", "!!int 2", "!!bool true", "!!float 1.5", "!!null null", "!!map {a: 1}", "!!seq [1]",
        "\"!Ref x\"", "a !Ref b", "x!", "&a x", "[&a , !!str b]",
    ])
    func otherValueIsRead(value: String) throws {
        #expect(try lines("k: \(value) # !Ref\n").isEmpty)
    }

    @Test func tagIsReportedOnceForAllAliases() throws {
        let lines = try lines("x-a: &a !Ref b\nk: *a\nl: [*a, *a]\n")
        #expect(lines.count == 1)
        #expect(lines.first?.hasPrefix("a.yaml:1:9: k: ") == true, "\(lines)")
        #expect(try self.lines("x-a: !Ref b\nk: 1\n").isEmpty)
    }
}
