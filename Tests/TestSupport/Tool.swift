internal import Foundation
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
        // Files, not pipes: a pipe that is not drained stops the program.
        let scratch = URL(fileURLWithPath: NSTemporaryDirectory()).appendingPathComponent("tool-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: scratch) }
        func file(_ name: String, _ content: [UInt8] = []) throws -> FilePath {
            let url = scratch.appendingPathComponent(name)
            try Data(content).write(to: url)
            return FilePath(url.path)
        }
        let process = try ChildProcess(
            ["/usr/bin/env", name] + arguments,
            environment: ProcessInfo.processInfo.environment.merging(environment) { $1 },
            in: directory,
            input: file("input", input),
            output: file("output"),
            error: file("error")
        )
        let status = process.status()
        func text(_ name: String) throws -> String {
            String(decoding: try Data(contentsOf: scratch.appendingPathComponent(name)), as: UTF8.self)
        }
        return Output(status: status, standardOutput: try text("output"), standardError: try text("error"))
    }

    /// The Python that has the test servers and oracles: the one that `ci/setup` made, named by `SAGEASSETS_PYTHON`.
    public static var python: String { ProcessInfo.processInfo.environment["SAGEASSETS_PYTHON"] ?? "python3" }
}
