import Basics
import IgnoreRules
import Testing

@Suite struct IgnoreRuleSetTests {
    @Test(arguments: [
        // Plain text matches the whole path, from the root.
        (["a"], "a", true),
        (["a"], "ab", false),
        (["a"], "b/a", false),
        (["a/b"], "a/b", true),
        (["a"], "a/b/c", true),  // through a parent directory
        (["a.b"], "axb", false),  // a dot is literal
        (["a|b"], "a|b", true),
        (["é"], "e\u{301}", false),  // names are compared by bytes
        // Patterns are cleaned before matching.
        (["  a  "], "a", true),
        (["\u{a0}a\u{2003}"], "a", true),
        (["a/"], "a", true),
        (["./a"], "a", true),
        (["a//b/../c"], "a/c", true),
        (["../a"], "a", false),  // outside of the root
        (["/a"], "a", false),  // made relative by the parser of ignore files, not by the matcher
        (["", "  ", "a"], "a", true),
        (["."], "a", false),
        // A star and a question mark do not match slashes.
        (["*"], "a", true),
        (["*"], ".a", true),
        (["*.txt"], "a.txt", true),
        (["*.txt"], "d/a.txt", false),
        (["*/a.txt"], "d/a.txt", true),
        (["*/a.txt"], "a.txt", false),
        (["a*"], "a", true),
        (["a*/b"], "axx/b", true),
        (["a*b*c"], "aXbYbZc", true),
        (["a?c"], "abc", true),
        (["a?c"], "a☺c", true),  // one character, not one byte
        (["a?c"], "a/c", false),
        (["?"], "", false),
        // Two stars match any number of directories, including none.
        (["**"], "a/b", true),
        (["**/a"], "a", true),
        (["**/a"], "b/c/a", true),
        (["**/a"], "ba", false),
        (["**a"], "x/ba", true),
        (["a/**"], "a/b/c", true),
        (["a/**"], "a", false),  // the content, not the directory itself
        (["a**"], "abc/d", true),
        (["a/**/b"], "a/b", true),
        (["a/**/b"], "a/x/y/b", true),
        (["a/**/b"], "ab", false),
        (["**/*.pyc"], "x.pyc", true),
        (["**/*.pyc"], "a/b/x.pyc", true),
        (["**/*.pyc"], "a/b/x.py", false),
        (["**/cache/**"], "a/cache/b", true),
        (["***"], "a", true),
        (["a**b"], "a/x/b", true),
        (["a**b"], "axb", false),  // whole directories only
        // Brackets.
        (["[ab]"], "a", true),
        (["[a-c]x"], "bx", true),
        (["[^a]"], "b", true),
        (["[^a]"], "a", false),
        (["[!a]"], "!", true),  // only a caret negates
        (["[!a]"], "b", false),
        (["x[^a]y"], "x/y", true),  // moby's expression lets a negated set match a slash
        (["[a\\]]"], "]", true),
        (["[\\^a]"], "^", true),
        (["[α-ω]"], "λ", true),
        (["[[:digit:]]"], "7", true),  // a class, as in a Go expression
        (["[.]"], "x", false),
        // Backslashes.
        (["\\*"], "*", true),
        (["\\*"], "a", false),
        (["\\!a"], "!a", true),
        (["\\#a"], "#a", true),
        (["a\\\\b"], "a\\b", true),
        (["a\\.b"], "a.b", true),
        (["[\\\\]"], "\\", true),
        (["\\d"], "5", true),  // a class, as in a Go expression
        // The last pattern that matches decides.
        (["*", "!a"], "a", false),
        (["*", "!a"], "b", true),
        (["!a", "*"], "a", true),
        (["a", "!a/b"], "a/b", false),
        (["a", "!a/b"], "a/b/c", false),
        (["a", "!a/b"], "a/c", true),
        (["a", "!a/b", "a/b/c"], "a/b/c", true),
        (["a", "!*/b"], "a/b", false),
        (["**", "!**/keep"], "x/keep/y", false),
        (["!a"], "a", false),
        // A pattern counts for a directory only if it changes the decision about it, and only then for its content.
        (["src/lib", "!src"], "src", false),
        (["src/lib", "!src"], "src/lib", true),
        (["src/lib", "!src"], "src/lib/a", true),
        (["src/lib", "!src"], "src/main", false),
        (["src/lib", "!src/**"], "src/lib/a", false),
        (["*", "!src"], "src/a", false),
        (["*", "!**/node_modules", "**/pkg"], "app/pkg", true),
        (["*", "!**/node_modules", "**/pkg"], "app/node_modules", false),
        (["*", "!**/node_modules", "**/pkg"], "app/node_modules/pkg", true),
        (["*", "!**/node_modules", "**/pkg"], "app/pkg/node_modules/a", false),
        (["*", "!**/node_modules", "**/pkg"], "app/pkg/a", true),
        (["a", "a/b", "!a/b"], "a/b/c", false),
        (["!a/b", "a", "!a/b"], "a/b/c", false),
        // Without other wildcards, directories that lead to no negated pattern are not entered.
        (["*", "!a/*/**"], "a/x/y", true),
        (["*", "!a/*"], "a/x/y", false),
        (["*", "!a/*/**", "!b/?"], "a/x/y", false),
        (["a", "! a"], "a", true),  // the space is part of the name; the parser of ignore files removes it
        // `|` and braces are special to moby only in patterns that become an expression.
        (["*.a|b"], "b", true),
        (["a{2}?"], "aab", true),
        (["*.{a,b}"], "x.{a,b}", true),
    ])
    func decides(patterns: [String], path: String, isExcluded: Bool) throws {
        #expect(try IgnoreRuleSet(patterns: patterns).excludes(path) == isExcluded)
    }

    @Test(arguments: [
        ("!", IgnoreRuleError.Reason.negatesNothing),
        ("[", .malformed),
        ("[]", .malformed),
        ("[]a]", .malformed),  // a bracket inside must be escaped
        ("[a", .malformed),
        ("[^]", .malformed),
        ("[a-]", .malformed),
        ("[-a]", .malformed),
        ("[z-a]", .malformed),
        ("a\\", .malformed),
        ("[a\\", .malformed),
        ("*/[", .malformed),
        ("**/[", .malformed),
        ("![", .malformed),
        ("*{2}", .malformed),  // a repetition of a repetition
        ("src\\path", .unknownEscape),
        ("\\é", .unknownEscape),
    ])
    func rejects(pattern: String, reason: IgnoreRuleError.Reason) {
        let error = #expect(throws: IgnoreRuleError.self) { try IgnoreRuleSet(patterns: ["a", pattern]) }
        #expect(error?.reason == reason)
        #expect(error?.message.contains(pattern) == true)
    }

    @Test func rootIsNeverExcluded() throws {
        let rules = try IgnoreRuleSet(patterns: ["**"])
        #expect(!rules.excludes(""))
        #expect(!rules.excludes("."))
    }

    @Test(arguments: [
        (["a"], "a", false),
        (["a", "!a/b"], "a", true),
        (["a", "!a/b/c"], "a/b", true),
        (["a", "!a/b"], "a/c", false),
        (["a", "!ab"], "a", false),
        (["a", "!a/*/c"], "a/x", true),
        (["a", "!a/*/c"], "a/x/y", false),
        (["a", "!a/**"], "a/x/y", false),  // `a/x` is included, so that this is not asked about anything below
        (["*", "!b/[x]*"], "a", false),
        (["*", "!**/x"], "a/b/c", true),
        (["*", "!*.py"], "a", false),
        (["*", "!**/*.py"], "a", true),
    ])
    func mayReincludeIsConservative(patterns: [String], directory: String, mayReinclude: Bool) throws {
        #expect(try IgnoreRuleSet(patterns: patterns).mayReincludeBelow(directory) == mayReinclude)
    }

    @Test(arguments: [
        (["**"], "Dockerfile", ["Dockerfile"]),
        (["**"], "docker/Dockerfile", ["docker/Dockerfile"]),
        (["docker"], "docker/Dockerfile", ["a", "Dockerfile", "docker/Dockerfile"]),
        (["*", "!a"], "docker/Dockerfile", ["a", "docker/Dockerfile"]),
        // The way to it includes nothing else, whatever matches there.
        (["*", "!docker/*/**"], "docker/x/[D]", ["docker/x/[D]"]),
        ([], "Dockerfile", ["a", "Dockerfile", "docker/Dockerfile", "docker/a", "docker/x/[D]", "docker/x/y"]),
    ])
    func requiredFileIsIncluded(patterns: [String], required: String, included: [String]) throws {
        let rules = try IgnoreRuleSet(text: patterns.joined(separator: "\n"), required: required)
        let paths = ["a", "Dockerfile", "docker/Dockerfile", "docker/a", "docker/x/[D]", "docker/x/y"]
        #expect(paths.filter { !rules.excludes($0) } == included)
        for index in required.indices where required[index] == "/" {
            #expect(rules.mayReincludeBelow(String(required[..<index])))
        }
    }
}
