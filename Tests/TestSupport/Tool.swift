internal import Foundation
internal import Glibc
public import SystemPackage

/// Runs independent programs that check the results of this one.
public enum Tool {
    /// The exit status and the output of a program.
    public struct Output: Sendable {
        /// Its exit status.
        public let status: Int32
        /// The standard output.
        public let standardOutput: String
        /// The standard error.
        public let standardError: String
    }

    /// Runs a program to its end.
    ///
    /// - Parameters:
    ///   - name: A program in `PATH`, or a path.
    ///   - arguments: Its arguments.
    ///   - input: What it reads from its standard input.
    ///   - environment: What is added to this process's environment.
    ///   - directory: Where it runs.
    public static func run(
        _ name: String,
        _ arguments: [String],
        input: [UInt8] = [],
        environment: [String: String] = [:],
        in directory: FilePath? = nil
    ) throws -> Output {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [name] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        if let directory { process.currentDirectoryURL = URL(fileURLWithPath: directory.string) }
        // Files, not pipes: a pipe that is not drained stops the program.
        let scratch = URL(fileURLWithPath: NSTemporaryDirectory()).appendingPathComponent("tool-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: scratch) }
        func file(_ name: String, _ content: [UInt8]) throws -> FileHandle {
            let url = scratch.appendingPathComponent(name)
            try Data(content).write(to: url)
            return try FileHandle(forUpdating: url)
        }
        let files = try [file("input", input), file("output", []), file("error", [])]
        try process.start(files)
        process.waitUntilExit()
        func text(_ name: String) throws -> String {
            String(decoding: try Data(contentsOf: scratch.appendingPathComponent(name)), as: UTF8.self)
        }
        return Output(
            status: process.terminationStatus,
            standardOutput: try text("output"),
            standardError: try text("error")
        )
    }

    /// The Python that has the test servers and oracles: the one that `ci/setup` made, named by `SAGEASSETS_PYTHON`.
    public static var python: String { ProcessInfo.processInfo.environment["SAGEASSETS_PYTHON"] ?? "python3" }
}

extension Process {
    /// Starts the program with no signal blocked, as a shell does, and closes its standard input, output and error here.
    ///
    /// The threads of Swift's concurrency block all signals, and a program inherits that: SIGTERM would not end it. A
    /// process object that has ended is not always released, and keeps files that are not closed.
    func start(_ files: [FileHandle]) throws {
        (standardInput, standardOutput, standardError) = (files[0], files[1], files[2])
        defer { for file in files { try? file.close() } }
        var (none, before) = (sigset_t(), sigset_t())
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        try run()
    }
}
