import Basics
import SystemPackage
import Testing
import TestSupport

@Suite(.temporaryDirectory) struct SmallFileTests {
    @Test func readsTextThroughLinks() throws {
        let root = try FileNode.directory(["a": "ä\n", "b": .link("a"), "empty": ""]).write(to: TemporaryDirectory.path)
        #expect(try SmallFile.read(root.appending("a"), limit: 3) == "ä\n")
        #expect(try SmallFile.read(root.appending("b"), limit: 3) == "ä\n")
        #expect(try SmallFile.read(root.appending("empty"), limit: 0) == "")
    }

    @Test func missingFileReturnsNil() throws {
        let root = try FileNode.directory(["a": ""]).write(to: TemporaryDirectory.path)
        #expect(try SmallFile.read(root.appending("missing"), limit: 1) == nil)
        #expect(try SmallFile.read(root.appending("a/b"), limit: 1) == nil)
    }

    @Test(arguments: [
        ("large", Errno.fileTooLarge),
        ("binary", .illegalByteSequence),
        ("directory", .isDirectory),
    ])
    func rejects(name: String, errno: Errno) throws {
        let root = try FileNode.directory(["large": "1234", "binary": .file([0xff]), "directory": [:]])
            .write(to: TemporaryDirectory.path)
        let error = #expect(throws: FileError.self) { try SmallFile.read(root.appending(name), limit: 3) }
        #expect(error?.errno == errno)
        #expect(error?.message.contains(name) == true)
    }
}
