import Assets
import Basics
import Glibc
import IgnoreRules
import Staging
import SystemPackage
import Testing
import TestSupport

@Suite(.temporaryDirectory) struct FileTreeTests {
    @Test func entriesAreSortedByBytes() throws {
        // Equal strings to Swift, but different names to the file system.
        try FileNode.directory(["e\u{301}": "22"]).write(to: TestTree.root)
        let tree = try TestTree.tree(of: [
            "a": ["x": "1"], "a-b": "22", "a.b": "333", "a0": "", "B": [:], "\u{e9}": "1", "😀": "1",
        ])
        #expect(tree.lines == ["B/", "a/", "a-b 2", "a.b 3", "a/x 1", "a0 0", "e\u{301} 2", "é 1", "😀 1"])
        #expect(tree.entries.map { Array($0.path.utf8) } == tree.entries.map { Array($0.path.utf8) }.sorted(by: <))
        #expect(tree.byteCount == 10)
    }

    @Test func emptyDirectoryIsATree() throws {
        #expect(try TestTree.tree(of: [:]).lines == [])
    }

    @Test(arguments: [
        (0o644, false), (0o755, true), (0o700, true), (0o744, true), (0o655, false), (0o611, false), (0o4644, false),
    ])
    func onlyOwnerExecuteBitCounts(permissions: UInt32, isExecutable: Bool) throws {
        let tree = try TestTree.tree(of: ["f": .file([], permissions: permissions)])
        #expect(tree.entries.map(\.kind) == [.file(size: 0, isExecutable: isExecutable)])
    }

    @Test func hardLinksAreOrdinaryFiles() throws {
        try FileNode.directory(["a": "same"]).write(to: TestTree.root)
        try expectingSuccess(link(TestTree.root.appending("a").string, TestTree.root.appending("b").string))
        #expect(try TestTree.tree(of: [:]).lines == ["a 4", "b 4"])
    }

    @Test func rootMayBeALink() throws {
        try FileNode.directory(["real": ["f": "x"], "root": .link("real")]).write(to: TemporaryDirectory.path)
        #expect(try FileTree(at: TestTree.root, links: .replace, rules: IgnoreRuleSet()).lines == ["f 1"])
    }

    @Test func namedPipeFailsWithItsPath() throws {
        try FileNode.directory(["d": [:]]).write(to: TestTree.root)
        let path = TestTree.root.appending("d/pipe")
        try expectingSuccess(mkfifo(path.string, 0o644))
        #expect(throws: StagingError.specialFile(path, kind: "named pipe")) { try TestTree.tree(of: [:]) }
    }

    @Test func socketFailsWithItsPath() throws {
        try FileNode.directory([:]).write(to: TestTree.root)
        let path = TestTree.root.appending("s")
        let result = try Tool.run(
            "python3",
            ["-c", "import os, socket, sys; os.chdir(sys.argv[1]); socket.socket(socket.AF_UNIX).bind('s')"]
                + [TestTree.root.string]
        )
        #expect(result.status == 0, "\(result.standardError)")
        #expect(throws: StagingError.specialFile(path, kind: "socket")) { try TestTree.tree(of: [:]) }
    }

    @Test func excludedSpecialFilesAreIgnored() throws {
        try FileNode.directory(["d": ["f": "x"]]).write(to: TestTree.root)
        try expectingSuccess(mkfifo(TestTree.root.appending("d/pipe").string, 0o644))
        try expectingSuccess(mkfifo(TestTree.root.appending("pipe").string, 0o644))
        #expect(try TestTree.tree(of: [:], excluding: ["**/pipe"]).lines == ["d/", "d/f 1"])
        #expect(try TestTree.tree(of: [:], excluding: ["d", "pipe"]).lines == [])
    }

    @Test(arguments: [[0xff], [0x61, 0xc3], [0xed, 0xa0, 0x80]] as [[UInt8]])
    func nonUTF8NameFails(name: [UInt8]) throws {
        try FileNode.directory(["d": [:]]).write(to: TestTree.root)
        let path = Array(TestTree.root.string.utf8) + Array("/d/".utf8) + name + [0]
        try expectingSuccess(creat(path.map { CChar(bitPattern: $0) }, 0o644))
        let error = #expect(throws: StagingError.self) { try TestTree.tree(of: [:]) }
        guard case .notUTF8(_, TestTree.root.appending("d")) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test(.enabled(if: getuid() != 0, "root may read everything"))
    func unreadableFileFailsWithItsPath() async throws {
        let tree = try TestTree.tree(of: ["d": ["f": .file([1], permissions: 0)]])
        let error = await #expect(throws: FileError.self) { try await tree.hashed(width: 1) { _ in } }
        #expect(error?.path == TestTree.root.appending("d/f"))
        #expect(error?.errno == .permissionDenied)
    }

    @Test func excludedDirectoryIsListedOnlyForIncludedDescendants() throws {
        let content: FileNode = ["a": ["keep": "1", "out": "22", "d": ["x": "1"]], "b": ["x": "1"], "c": "1"]
        #expect(try TestTree.tree(of: content, excluding: ["*", "!a/keep"]).lines == ["a/", "a/keep 1"])
        let lines = try TestTree.tree(of: content, excluding: ["*", "!**/x"]).lines
        #expect(lines == ["a/", "a/d/", "a/d/x 1", "b/", "b/x 1"])
        #expect(try TestTree.tree(of: content, excluding: ["a", "!a/none"]).lines == ["b/", "b/x 1", "c 1"])
    }

    @Test func nonDirectoryFailsWithItsPath() throws {
        try FileNode.directory(["f": ""]).write(to: TestTree.root)
        let (file, missing) = (TestTree.root.appending("f"), TestTree.root.appending("missing"))
        #expect(throws: StagingError.notADirectory(file)) {
            try FileTree(at: file, links: .keep, rules: IgnoreRuleSet())
        }
        #expect(throws: StagingError.notFound(missing)) {
            try FileTree(at: missing, links: .keep, rules: IgnoreRuleSet())
        }
    }
}

extension Array where Element: Comparable {
    fileprivate static func < (left: [Element], right: [Element]) -> Bool { left.lexicographicallyPrecedes(right) }
}
