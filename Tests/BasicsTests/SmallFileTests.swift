import Basics
import Glibc
import SystemPackage
import Testing
import TestSupport

@Suite(.temporaryDirectory, .hangLimit) struct SmallFileTests {
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

    @Test func namedPipeIsNotWaitedFor() throws {
        let path = TemporaryDirectory.path.appending("pipe")
        try #require(mkfifo(path.string, 0o644) == 0)
        let error = #expect(throws: FileError.self) { try SmallFile.read(path, limit: 3) }
        #expect(error?.message == "cannot read '\(path)': it is a named pipe, not a regular file")
        #expect(error?.errorCode == "not-a-file")
        #expect(error?.hint != nil)
    }

    @Test func socketIsNamed() throws {
        let path = TemporaryDirectory.path.appending("socket")
        let script = "import os, socket, sys; os.chdir(sys.argv[1]); socket.socket(socket.AF_UNIX).bind('socket')"
        let output = try Tool.run("python3", ["-c", script, TemporaryDirectory.path.string])
        try #require(output.status == 0, "\(output.standardError)")
        let error = #expect(throws: FileError.self) { try SmallFile.read(path, limit: 3) }
        #expect(error?.message == "cannot read '\(path)': it is a socket, not a regular file")
    }

    @Test func endlessDeviceIsNotRead() throws {
        let error = #expect(throws: FileError.self) { try SmallFile.read("/dev/zero", limit: 3) }
        #expect(error?.message.contains("a character device") == true)
        #expect(try SmallFile.read("/dev/null", limit: 3) == "")
    }

    /// The shell's `<(…)`.
    @Test func pipeWithoutANameIsRead() throws {
        let pipe = try FileDescriptor.pipe()
        defer { try? pipe.readEnd.close() }
        try pipe.writeEnd.writeAll(Array("text".utf8))
        try pipe.writeEnd.close()
        #expect(try SmallFile.read(FilePath("/dev/fd/\(pipe.readEnd.rawValue)"), limit: 10) == "text")
    }

    @Test(
        arguments: [
            ([0xff, 0xfe, 0x61, 0], "UTF-16LE"), ([0xfe, 0xff, 0, 0x61], "UTF-16BE"),
            ([0xff, 0xfe, 0, 0, 0x61, 0, 0, 0], "UTF-32LE"), ([0, 0, 0xfe, 0xff, 0, 0, 0, 0x61], "UTF-32BE"),
        ] as [([UInt8], String)]
    )
    func otherEncodingIsNamed(bytes: [UInt8], encoding: String) throws {
        let path = try FileNode.file(bytes).write(to: TemporaryDirectory.path.appending("a"))
        let error = #expect(throws: FileError.self) { try SmallFile.read(path, limit: 10) }
        #expect(error?.message == "cannot read '\(path)': it is in \(encoding.prefix(6))")
        #expect(error?.hint?.contains("iconv -f \(encoding) -t UTF-8") == true)
    }

    @Test(
        arguments: [
            ([0x61, 0, 0x62, 0], .utf16LE), ([0, 0x61, 0, 0x62], .utf16BE), ([0x61, 0, 0, 0], .utf32LE),
            ([0, 0, 0, 0x61], .utf32BE), ([0x61, 0], .utf16LE), ([], nil), ([0x61], nil), ([0x61, 0x62, 0, 0x63], nil),
            ([0xef, 0xbb, 0xbf, 0x61], nil),
        ] as [([UInt8], TextEncoding?)]
    )
    func encodingsAreRecognised(bytes: [UInt8], encoding: TextEncoding?) {
        #expect(TextEncoding(of: bytes) == encoding)
    }
}
