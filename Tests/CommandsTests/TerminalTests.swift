import Foundation
import SystemPackage
import Testing
import TestSupport

/// Output on a terminal.
@Suite(.temporaryDirectory, .serialized, .enabled(if: Program.path != nil, Program.absence), .hangLimit)
struct TerminalTests {
    /// Runs a program with a terminal for its standard error, and prints what came there.
    private static let script = """
        import os, pty, subprocess, sys
        ours, theirs = pty.openpty()
        child = subprocess.Popen(sys.argv[2:], stdout=open(sys.argv[1], "w"), stderr=theirs)
        os.close(theirs)
        seen = b""
        while True:
            try:
                block = os.read(ours, 65536)
            except OSError:
                break
            if not block:
                break
            seen += block
        sys.stdout.buffer.write(seen)
        sys.exit(child.wait())
        """

    private func run(_ arguments: [String], in directory: FilePath) throws -> (screen: String, output: String) {
        let results = TemporaryDirectory.path.appending("results")
        let program = try #require(Program.path)
        let output = try Tool.run("python3", ["-c", Self.script, results.string, program] + arguments, in: directory)
        #expect(output.status == 0, "\(output.standardError)")
        return (output.standardOutput, try String(contentsOfFile: results.string, encoding: .utf8))
    }

    @Test func progressLineIsDrawnAndErased() throws {
        let project = try TestProject.writeWeights(byteCount: 60 << 20)
        let (screen, output) = try run(["publish"], in: project.directory)
        let drawings = screen.components(separatedBy: "\r\u{1B}[K")
        #expect(drawings.count > 2)
        #expect(drawings.first == "")
        #expect(drawings.last == "")
        #expect(drawings.contains { $0.contains(" of 60.0 MiB") }, "\(screen)")
        #expect(!screen.contains("\n"))
        // Results do not go to the terminal.
        #expect(output.hasPrefix("sent  local  artifacts/weights  "))
        #expect(!output.contains("\u{1B}"))
    }

    @Test(arguments: [["publish", "--quiet"], ["publish", "--verbose"], ["synth"]])
    func progressIsNotDrawnIfDisabled(arguments: [String]) async throws {
        let project = try TestProject.writeWeights(byteCount: 1 << 20)
        #expect(try await Program.run(["publish"], in: project.directory).status == 0)
        #expect(try run(arguments, in: project.directory).screen == "")
    }

    @Test func progressIsNotDrawnWithoutTerminal() async throws {
        let project = try TestProject.writeWeights(byteCount: 60 << 20)
        #expect(try await Program.run(["publish"], in: project.directory).standardError == "")
    }
}
