import Assets
import Glibc
import IgnoreRules
import Staging
import SystemPackage
import Testing
import TestSupport

@Suite(.temporaryDirectory) struct WalkWidthTests {
    /// Nested directories whose content follows siblings in the order of paths.
    private static let content: FileNode = [
        "a": ["x": "1", "x-y": ["z": "1"], "x.y": "1", "x ": ["-": "1"]], "a-b": ["c": ["d": "1"]], "a-b-c": ["e": "1"],
        "a-": "1", "a.b": "1", "a0": ["f": "1"], "ab": "1", "z": [:], "l": .link("a/x-y"), "l-m": .link("a"),
    ]

    @Test(arguments: [1, 2, 3, 16], [[], ["**/x*"], ["*", "!**/z"]])
    func orderIsIndependentOfWidth(width: Int, patterns: [String]) throws {
        try Self.content.write(to: TestTree.root)
        let rules = try IgnoreRuleSet(patterns: patterns)
        let tree = try FileTree(at: TestTree.root, links: .replace, rules: rules, width: width)
        let paths = tree.entries.map { Array($0.path.utf8) }
        #expect(paths == paths.sorted { $0.lexicographicallyPrecedes($1) })
        #expect(tree.lines == (try FileTree(at: TestTree.root, links: .replace, rules: rules)).lines)
        #expect(!paths.isEmpty)
    }

    @Test func reportedErrorIsIndependentOfWidth() throws {
        try Self.content.write(to: TestTree.root)
        for name in ["z/p", "ab.d/p", "a-b/c/p"] {
            try FileNode.file([]).write(to: TestTree.root.appending(name))
            try expectingSuccess(unlink(TestTree.root.appending(name).string))
            try expectingSuccess(mkfifo(TestTree.root.appending(name).string, 0o644))
        }
        let expected = StagingError.specialFile(TestTree.root.appending("a-b/c/p"), kind: "named pipe")
        for width in [1, 2, 3, 16, 2, 3, 16] {
            #expect(throws: expected) {
                try FileTree(at: TestTree.root, links: .replace, rules: IgnoreRuleSet(), width: width)
            }
        }
    }
}
