import Basics
import Foundation
import Glibc
import SystemPackage
import Testing
import TestSupport

@Suite(.temporaryDirectory, .hangLimit) struct TemporaryFileTests {
    private var directory: FilePath { TemporaryDirectory.path }
    private var destination: FilePath { directory.appending("file") }

    private func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: directory.string).sorted()
    }

    private func makeFile(_ text: String) throws -> TemporaryFile {
        let file = try TemporaryFile(in: directory)
        try file.write(Array(text.utf8).span.bytes)
        return file
    }

    @Test func fileAppearsOnlyAfterCommit() throws {
        let file = try makeFile("new")
        #expect(try names().count == 1)
        #expect(try SmallFile.read(destination, limit: 100) == nil)
        #expect(try file.commit(to: destination, onConflict: .keep))
        #expect(try names() == ["file"])
        #expect(try SmallFile.read(destination, limit: 100) == "new")
    }

    @Test func commitReplacesExistingFile() throws {
        try TemporaryFile.write("old", to: destination)
        #expect(try makeFile("new").commit(to: destination, onConflict: .replace))
        #expect(try SmallFile.read(destination, limit: 100) == "new")
        #expect(try names() == ["file"])
    }

    @Test func commitKeepsExistingFile() throws {
        try TemporaryFile.write("old", to: destination)
        #expect(try !makeFile("new").commit(to: destination, onConflict: .keep))
        #expect(try SmallFile.read(destination, limit: 100) == "old")
        #expect(try names() == ["file"])
    }

    @Test func uncommittedFileIsRemoved() throws {
        _ = try makeFile("forgotten")
        #expect(try names() == [])
        let file = try makeFile("discarded")
        file.discard()
        #expect(try names() == [])
        file.discard()
    }

    @Test func discardingAfterACommitRemovesNothing() throws {
        let file = try makeFile("new")
        try file.commit(to: destination, onConflict: .replace)
        file.discard()
        #expect(try names() == ["file"])
    }

    @Test func writesAtAnyOffset() throws {
        let file = try TemporaryFile(in: directory)
        try file.write(Array("world".utf8).span.bytes, at: 6)
        try file.write(Array("hello ".utf8).span.bytes, at: 0)
        try file.commit(to: destination, onConflict: .keep)
        #expect(try SmallFile.read(destination, limit: 100) == "hello world")
    }

    @Test func failedCommitLeavesNothingBehind() throws {
        #expect(throws: FileError.self) {
            try makeFile("new").commit(to: directory.appending("no/such/directory"), onConflict: .replace)
        }
        #expect(try names() == [])
    }

    @Test func missingDirectoryFailsWithItsPath() throws {
        let missing = directory.appending("missing")
        let error = #expect(throws: FileError.self) { try TemporaryFile(in: missing) }
        #expect(error?.message.contains(missing.string) == true)
        #expect(error?.errno == .noSuchFileOrDirectory)
    }

    /// Leaves a temporary file as a killed process does, and returns the file's name.
    private func leaveBehind() throws -> String {
        let file = try makeFile("left behind")
        let name = try #require(try names().first)
        // Without its lock, the file is like that of a killed process.
        try FileManager.default.copyItem(
            atPath: directory.appending(name).string,
            toPath: directory.appending(".sageassets-0123456789abcdef").string
        )
        file.discard()
        return ".sageassets-0123456789abcdef"
    }

    @Test func filesOfDeadProcessesAreSwept() throws {
        #expect(try names() == [])
        let name = try leaveBehind()
        #expect(try names() == [name])
        try TemporaryFile.sweep(directory)
        #expect(try names() == [])
    }

    @Test func filesOfLivingProcessesAreKept() throws {
        let file = try makeFile("new")
        try TemporaryFile.sweep(directory)
        #expect(try file.commit(to: destination, onConflict: .keep))
        #expect(try names() == ["file"])
    }

    @Test func onlyTemporaryFilesAreSwept() throws {
        let others = [".sageassets", ".sageassets-notes.md", ".sageassetsignore", "sageassets-0123456789abcdef"]
        for name in others { try TemporaryFile.write("kept", to: directory.appending(name)) }
        try TemporaryFile.sweep(directory)
        #expect(try names() == others.sorted())
    }

    @Test func namedPipeOfThatNameIsNotWaitedFor() throws {
        let name = ".sageassets-0123456789abcdef"
        try #require(mkfifo(directory.appending(name).string, 0o644) == 0)
        try TemporaryFile.sweep(directory)
        #expect(try names() == [name])
    }

    @Test func namedPipeIsNotReplaced() throws {
        try #require(mkfifo(destination.string, 0o644) == 0)
        let error = #expect(throws: FileError.self) { try TemporaryFile.write("new", to: destination) }
        #expect(error?.message.contains("it is a named pipe, not a regular file") == true)
        #expect(try names() == ["file"])
    }
}
