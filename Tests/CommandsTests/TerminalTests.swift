import Commands
import Foundation
import SystemPackage
import Testing
import TestSupport

/// Output on a terminal.
@Suite(.temporaryDirectory, .serialized, .enabled(if: Program.path != nil, Program.absence), .hangLimit)
struct TerminalTests {
    /// Runs a program with a terminal for its standard error, and prints what came there.
    private static let script = """
        import fcntl, os, pty, struct, subprocess, sys, termios
        ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 25, int(os.environ["COLUMNS"]), 0, 0))
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

    private func run(
        _ arguments: [String],
        in directory: FilePath,
        columns: Int = 100,
        environment: [String: String] = ["TERM": "xterm"],
        status: Int32 = 0
    ) throws -> (screen: String, output: String) {
        let results = TemporaryDirectory.path.appending("results")
        let program = try #require(Program.path)
        let command = ["-c", Self.script, results.string, program] + arguments
        let columns = ["COLUMNS": "\(columns)"]
        let output = try Tool.run("python3", command, environment: environment.merging(columns) { $1 }, in: directory)
        #expect(output.status == status, "\(output.standardError)")
        return (output.standardOutput, try String(contentsOfFile: results.string, encoding: .utf8))
    }

    @Test func progressLineIsDrawnAndErased() throws {
        let project = try TestProject.writeWeights(byteCount: 60 << 20)
        let (screen, output) = try run(["publish"], in: project.directory)
        let drawings = screen.components(separatedBy: "\r\u{1B}[K")
        #expect(drawings.count > 2)
        #expect(drawings.first == "")
        // Only the closing line stays.
        #expect(drawings.last?.hasPrefix("sent 1 asset (60.0 MiB) in ") == true)
        #expect(drawings.contains { $0.contains(" of 60.0 MiB") }, "\(screen)")
        #expect(screen.unicodeScalars.count { $0 == "\n" } == 1)
        // Results do not go to the terminal.
        #expect(output.hasPrefix("sent  local  artifacts/weights  "))
        #expect(!output.contains("\u{1B}"))
    }

    /// A builder that works for a while and fails, so that something is told while the line is drawn.
    @Test func notesAreLinesOfTheirOwn() throws {
        let project = try TestProject.write(weights: 60 << 20)
        let script = "#!/bin/sh\n[ \"$1\" != build ] || [ \"$2\" = --help ] || { /bin/sleep 1; exit 1; }\n"
        let builder = try FileNode.executable(script).write(to: TemporaryDirectory.path.appending("bin/buildah"))
        let environment = ["TERM": "xterm", "SAGEASSETS_BUILDER": builder.string]
        let screen = try run(["publish", "--no-lint"], in: project.directory, environment: environment, status: 1)
            .screen
        #expect(screen.components(separatedBy: "\r\u{1B}[K").count > 2)
        // The lines as they stay on the terminal.
        let lines = screen.replacing("\r\n", with: "\n").split(separator: "\n")
            .map { $0.components(separatedBy: "\r\u{1B}[K").last ?? "" }
        #expect(lines.contains("building the image of 'containers/scorer' with buildah"), "\(screen)")
        // Behind a drawn text, nothing but its erasure is written.
        let drawn = screen.components(separatedBy: "\r\u{1B}[K").filter { $0.contains(" of 60.") }
        #expect(drawn.allSatisfy { !$0.contains("\n") }, "\(screen)")
    }

    @Test(arguments: [["publish", "--quiet"], ["publish", "--verbose"], ["synth", "--quiet"], ["synth"]])
    func progressIsNotDrawnIfDisabled(arguments: [String]) async throws {
        let project = try TestProject.writeWeights(byteCount: 1 << 20)
        #expect(try await Program.run(["publish"], in: project.directory).status == 0)
        let screen = try run(arguments, in: project.directory).screen
        #expect(!screen.contains("\u{1B}"))
        #expect(screen.isEmpty == (arguments.last == "--quiet"))
    }

    @Test(arguments: [8, 20, 40, 100])
    func lineFitsTheTerminal(columns: Int) throws {
        let project = try TestProject.writeWeights(byteCount: 60 << 20)
        let screen = try run(["publish"], in: project.directory, columns: columns).screen
        let drawings = screen.components(separatedBy: "\r\u{1B}[K")
        #expect(drawings.count > 2)
        #expect(
            drawings.dropLast().allSatisfy { $0.columnCount < columns && !$0.unicodeScalars.contains("\n") },
            "\(screen)"
        )
    }

    @Test func nothingIsDrawnOnADumbTerminal() throws {
        let project = try TestProject.writeWeights(byteCount: 20 << 20)
        let (screen, _) = try run(["publish"], in: project.directory, environment: ["TERM": "dumb"])
        #expect(!screen.contains("\u{1B}"))
        #expect(screen.hasPrefix("sent 1 asset (20.0 MiB) in "))
    }

    @Test func progressIsNotDrawnWithoutTerminal() async throws {
        let project = try TestProject.writeWeights(byteCount: 60 << 20)
        let output = try await Program.run(["publish"], in: project.directory)
        #expect(output.standardError.hasPrefix("sent 1 asset (60.0 MiB) in "))
        #expect(!output.standardError.contains("\u{1B}"))
    }
}
