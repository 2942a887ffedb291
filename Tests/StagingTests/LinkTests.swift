import Assets
import Foundation
import IgnoreRules
import Staging
import SystemPackage
import Testing
import TestSupport

@Suite(.temporaryDirectory) struct LinkTests {
    @Test func linkIsReplacedByItsFile() throws {
        let tree = try TestTree.tree(of: [
            "real": "12345", "run": .executable("#!"), "d": ["up": .link("../real"), "run": .link("./.././run")],
            "chain": .link("d/up"), "round": .link("d/../real"),
        ])
        #expect(tree.lines == ["chain 5", "d/", "d/run* 2", "d/up 5", "real 5", "round 5", "run* 2"])
    }

    @Test func linkIsReplacedByItsDirectory() throws {
        let tree = try TestTree.tree(of: [
            "d": ["x": "1", "e": ["y": .link("../../f")]], "f": "22", "l": .link("d"), "m": ["n": .link("../l/e")],
        ])
        #expect(
            tree.lines == [
                "d/", "d/e/", "d/e/y 2", "d/x 1", "f 2", "l/", "l/e/", "l/e/y 2", "l/x 1", "m/", "m/n/", "m/n/y 2",
            ]
        )
    }

    @Test func targetOfReplacedLinkIsRead() async throws {
        let content: FileNode = ["d": ["f": "hello"], "l": .link("d"), "k": .link("l/f")]
        let linked = try await TestTree.tree(of: content).hashed(width: 2, read: { _ in }).tree
        try FileManager.default.removeItem(atPath: TestTree.root.string)
        let plain: FileNode = ["d": ["f": "hello"], "l": ["f": "hello"], "k": "hello"]
        #expect(try await TestTree.tree(of: plain).hashed(width: 2, read: { _ in }).tree == linked)
    }

    @Test(arguments: [1, 4]) func entriesReadTheirOwnFiles(width: Int) throws {
        let content: FileNode = [
            "d": ["a": "1", "b": ["c": "22", "e": .link("../a")], "b-": "333"], "d-": .link("d/b-"), "d0": "4444",
            "k": .link("d"), "k-": ["f": "55555", "g": .link("../d/b")], "k0": .link("d0"),
        ]
        try content.write(to: TestTree.root)
        let tree = try FileTree(at: TestTree.root, links: .replace, rules: IgnoreRuleSet(), width: width)
        for (index, entry) in tree.entries.enumerated() where entry.isFile {
            let bytes = try Data(contentsOf: URL(filePath: TestTree.root.appending(entry.path).string))
            #expect(try tree.read(index, 0..<entry.byteCount) == Array(bytes), "\(entry.path)")
        }
    }

    @Test func absoluteLinkInsideRootIsReplaced() throws {
        let root = TestTree.root.string
        let tree = try TestTree.tree(of: ["d": ["f": "1"], "l": .link("\(root)/d/f"), "m": .link("\(root)/d")])
        #expect(tree.lines == ["d/", "d/f 1", "l 1", "m/", "m/f 1"])
    }

    @Test func absoluteLinkThroughAliasOfRootIsReplaced() throws {
        let base = TemporaryDirectory.path
        try FileNode.directory(["real": ["f": "1", "l": .link("\(base)/root/f")], "root": .link("real")]).write(
            to: base
        )
        #expect(try FileTree(at: TestTree.root, links: .replace, rules: IgnoreRuleSet()).lines == ["f 1", "l 1"])
    }

    @Test func excludedLinkIsNotFollowed() throws {
        let tree = try TestTree.tree(of: ["a": "", "l": .link("/etc/hostname")], excluding: ["l"])
        #expect(tree.lines == ["a 0"])
    }

    @Test(arguments: ["../../outside", "/etc/hostname", "../../root/../outside", "/", "../..", "../escape"])
    func linkOutsideRootFails(target: String) throws {
        try FileNode.directory(["outside": "", "root": ["escape": .link("../outside"), "d": ["l": .link(target)]]])
            .write(to: TemporaryDirectory.path)
        let link = TestTree.root.appending("d/l")
        #expect(throws: StagingError.linkLeavesRoot(link, target: target)) {
            try TestTree.tree(of: [:], excluding: ["escape"])
        }
    }

    /// A folder that `snapshot_download` of the Hugging Face Hub returns.
    @Test(arguments: [("config.json", "../../blobs/a"), ("d/config.json", "../../../blobs/a")])
    func snapshotOfTheHuggingFaceCacheIsNamed(path: String, target: String) throws {
        let cache = TemporaryDirectory.path.appending("models--acme--bert-base")
        try FileNode.file([1]).write(to: cache.appending("blobs/a"))
        let snapshot = cache.appending("snapshots/0123")
        try FileNode.link(target).write(to: FilePath(snapshot.string + "/" + path))
        let error = #expect(throws: StagingError.self) {
            try FileTree(at: snapshot, links: .replace, rules: IgnoreRuleSet())
        }
        #expect(error?.message.contains("a snapshot of the Hugging Face cache") == true)
        let expected = "'cp -rL \(snapshot) DIRECTORY', or 'hf download acme/bert-base --local-dir DIRECTORY'"
        #expect(error?.hint?.hasSuffix(expected) == true, "\(error?.hint ?? "")")
    }

    @Test func siblingWithRootPrefixIsOutside() throws {
        let base = TemporaryDirectory.path
        let target = "\(base)/root2/f"
        try FileNode.directory(["root2": ["f": ""], "root": ["l": .link(target)]]).write(to: base)
        #expect(throws: StagingError.linkLeavesRoot(TestTree.root.appending("l"), target: target)) {
            try TestTree.tree(of: [:])
        }
    }

    @Test(arguments: ["missing", "d/missing", "f/x", "f/..", "missing/..", "/nonexistent/x"])
    func danglingLinkFails(target: String) throws {
        let content: FileNode = ["d": [:], "f": "", "l": .link(target)]
        #expect(throws: StagingError.linkDangles(TestTree.root.appending("l"), target: target)) {
            try TestTree.tree(of: content)
        }
    }

    @Test(
        arguments: [
            ["l": .link("l")],
            ["l": .link("m"), "m": .link("l")],
            ["l": .link(".")],
            ["l": .link("d/.."), "d": [:]],
            ["d": ["l": .link("..")]],
            ["d": ["l": .link(".")]],
            ["d": ["l": .link("../d")]],
            ["a": ["l": .link("../b")], "b": ["l": .link("../a")]],
        ] as [FileNode]
    )
    func linkLoopFails(content: FileNode) throws {
        let error = #expect(throws: StagingError.self) { try TestTree.tree(of: content) }
        guard case .linkLoops = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func keptLinksAreNotFollowed() throws {
        let links = ["dangling": "missing", "out": "/etc/hostname", "loop": "loop", "up": "..", "odd": "./a//b/ é\n"]
        let tree = try TestTree.tree(of: .directory(links.mapValues { .link($0) }), links: .keep)
        #expect(tree.lines == links.map { "\($0) -> \($1)" }.sorted())
    }
}
