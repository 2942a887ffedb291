import Assets
import Foundation
import Hashing
import IgnoreRules
import Staging
import SystemPackage
import Testing
import TestSupport

/// The files that the program writes take part in no asset.
@Suite(.temporaryDirectory) struct OwnFilesTests {
    private static let blanks = String(repeating: " ", count: 99)
    private static let template = "{\n  \"Description\": \"Made by sageassets synth\"\(blanks)\n}\n"
    private static let calls = "{\n  \"createModel\": {\n    \"Model\": {}\(blanks)\n  }\n}\n"
    private static let references = "{\n  \"assets\": {\(blanks)},\n  \"schema\": \"sageassets/references/v2\"\n}\n"

    private static func windows(_ text: String) -> String { text.replacing("\n", with: "\r\n") }

    private func lines(_ content: FileNode, links: FileTree.LinkPolicy = .replace, own: [String] = []) throws
        -> [String]
    {
        try content.write(to: TestTree.root)
        let own = OwnFiles(paths: own.map { TestTree.root.appending($0) })
        return try FileTree(at: TestTree.root, links: links, rules: IgnoreRuleSet(), own: own).lines
    }

    @Test(arguments: [FileTree.LinkPolicy.keep, .replace])
    func namesOfOursAreLeftOutAnywhere(links: FileTree.LinkPolicy) throws {
        let own: [String: FileNode] = [
            ".sageassets": ["store": ["a.tar.gz": "1"]], "sageassets.references.json": "{}",
            ".sageassets-0123456789abcdef": "temporary",
        ]
        let others: [String: FileNode] = [
            ".sageassets-0123456789ABCDEF": "1", ".sageassets-01": "1", ".sageassetsignore": "# none",
            "sageassets.yaml": "1", "x.sageassets": "1",
        ]
        let all = FileNode.directory(own.merging(others) { $1 }.merging(["d": .directory(own)]) { $1 })
        #expect(
            try lines(all, links: links) == [
                ".sageassets-01 1", ".sageassets-0123456789ABCDEF 1", ".sageassetsignore 6", "d/", "sageassets.yaml 1",
                "x.sageassets 1",
            ]
        )
    }

    @Test(arguments: [
        ("template.json", template, true), ("deep.template", template, true), ("t.yaml", template, true),
        ("main.tf.json", template, true), ("calls.json", calls, true), ("refs.json", references, true),
        ("notes.txt", template, false), ("template", template, true),
        ("STACK.JSON", template, true), ("t.Yml", template, true), ("T.TEMPLATE", template, true),
        ("t.jsonx", template, false), ("t.\u{4a}SOM", template, false),
        // As git checks them out on Windows.
        ("calls.json", windows(calls), true), ("refs.json", windows(references), true),
        ("t.json", windows(template), true), ("t.json", "{\r\n  \"assets\": 1\(blanks)}", false),
        (String(repeating: "n", count: 32), calls, true), (String(repeating: "n", count: 33), calls, false),
        ("t.json", "{ \(calls)", false),
        ("t.json", references.replacing("/references/", with: "/index/"), false),
        ("t.json", String(repeating: " ", count: 200) + template, false),
        ("t.json", "Made by sageassets synth", false), ("empty.json", "", false),
    ])
    func generatedFilesAreKnownByTheirText(name: String, text: String, isLeftOut: Bool) throws {
        let file = FileNode.file(Array(text.utf8))
        let entry = isLeftOut ? [] : ["\(name) \(text.utf8.count)"]
        #expect(try lines([name: file]) == entry)
        // Through a link too, as far as the link's name says that it may be one.
        let linked = try lines(["real.json": file, "d": [name: .link("../real.json")]])
        #expect(linked.contains { $0.hasPrefix("d/\(name)") } == !isLeftOut)
    }

    @Test func pathsOfTheProjectAreLeftOut() throws {
        let content: FileNode = [
            "build": ["out": ["store": ["x": "1"]]], "both": ["store": ["x": "1"], "more": "1"], "refs": ["r": "1"],
            "empty": [:], "kept": "1",
        ]
        #expect(
            try lines(content, own: ["build/out/store", "both/store", "refs/r", "not/there/yet"]) == [
                "both/", "both/more 1", "empty/", "kept 1",
            ]
        )
    }

    /// The directory of a store that does not exist yet is there on one machine and not on another.
    @Test func directoryThatLeadsToAStoreHasNoEntry() throws {
        #expect(try lines(["build": ["out": [:]], "f": "1"], own: ["build/out/store"]) == ["f 1"])
        #expect(try lines(["build": ["out": ["store": ["x": "1"]]], "f": "1"], own: ["build/out/store"]) == ["f 1"])
        #expect(try lines(["build": ["out": ["y": "1"]]], own: ["build/out/store"]).contains("build/out/y 1"))
    }

    @Test func linksToThePathsOfTheProjectCountToo() throws {
        let base = TemporaryDirectory.path
        try FileNode.directory(["elsewhere": [:], "alias": .link("root")]).write(to: base)
        let content: FileNode = [
            "store": ["x": "1"], "link": .link("store"), "r": "1", "to-r": .link("r"), "f": "1",
            "outside": .link("\(base)/elsewhere"),
        ]
        try content.write(to: TestTree.root)
        let own = ["alias/store", "alias/r", "root/outside"].map { base.appending($0) }
        let tree = try FileTree(
            at: base.appending("alias"),
            links: .replace,
            rules: IgnoreRuleSet(),
            own: OwnFiles(paths: own)
        )
        #expect(tree.lines == ["f 1"])
    }

    @Test func ignoreRulesCannotBringThemBack() async throws {
        let content: FileNode = [
            "Dockerfile": "FROM scratch\n", ".dockerignore": "!sageassets.references.json\n!.sageassets\n",
            "sageassets.references.json": "{}", ".sageassets": ["x": "1"],
        ]
        try content.write(to: TestTree.root)
        #expect(
            try AssetSource.Options.image().walk(at: TestTree.root).tree.lines == [".dockerignore 41", "Dockerfile 13"]
        )
    }

    @Test(arguments: [true, false])
    func assetWithTheFileOfTheOutputIsRefused(isExcluded: Bool) throws {
        try FileNode.directory(["out": "", "f": "1"]).write(to: TestTree.root)
        let output = try FileDescriptor.open(TestTree.root.appending("out"), .writeOnly)
        defer { try? output.close() }
        let rules = try IgnoreRuleSet(patterns: isExcluded ? ["out"] : [])
        let walk = {
            try FileTree(at: TestTree.root, links: .keep, rules: rules, own: OwnFiles(outputs: [output])).lines
        }
        if isExcluded {
            #expect(try walk() == ["f 1"])
        } else {
            #expect(throws: StagingError.isOutput(TestTree.root.appending("out"))) { try walk() }
        }
    }
}
