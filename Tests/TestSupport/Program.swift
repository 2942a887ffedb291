internal import Foundation
internal import Glibc
internal import Synchronization
public import SystemPackage
public import Testing

/// The built program, run as users run it, with the environment that a test gives and no other.
public enum Program {
    /// The path of the program: `SAGEASSETS_BINARY`, or beside the tests.
    public static let path: String? = {
        let named = ProcessInfo.processInfo.environment["SAGEASSETS_BINARY"]
        let tests = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let beside = tests.map { URL(fileURLWithPath: $0).deletingLastPathComponent().path + "/sageassets" }
        return [named, beside].compactMap { $0 }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }()

    /// The reason for skipping a suite that needs the program.
    public static let absence: Comment = "sageassets is not built, and SAGEASSETS_BINARY names no program"

    /// Runs the program to its end.
    ///
    /// - Parameters:
    ///   - arguments: Its arguments.
    ///   - directory: Where it runs.
    ///   - environment: What it finds beside `PATH`, a home that is not there, and five attempts for each request.
    ///   - standardOutput: A file to write its output to instead.
    public static func run(
        _ arguments: [String],
        in directory: FilePath,
        environment: [String: String] = [:],
        standardOutput: FilePath? = nil
    ) async throws -> Tool.Output {
        try await start(arguments, in: directory, environment: environment, standardOutput: standardOutput).end()
    }

    /// Starts the program.
    public static func start(
        _ arguments: [String],
        in directory: FilePath,
        environment: [String: String] = [:],
        standardOutput: FilePath? = nil
    ) throws -> RunningProgram {
        let base = [
            "PATH": ProcessInfo.processInfo.environment["PATH"] ?? "", "HOME": "/nonexistent",
            // Errors that may pass are retried for minutes, and most tests want them at once.
            "AWS_MAX_ATTEMPTS": "5",
        ]
        return try RunningProgram(
            path: try #require(path),
            arguments: arguments,
            directory: directory,
            environment: base.merging(environment) { $1 },
            standardOutput: standardOutput
        )
    }
}

/// A program that was started.
public final class RunningProgram: Sendable {
    private let process: ChildProcess
    private let scratch: URL
    private let end = EndOfProcess()

    fileprivate init(
        path: String,
        arguments: [String],
        directory: FilePath,
        environment: [String: String],
        standardOutput: FilePath?
    ) throws {
        scratch = URL(fileURLWithPath: NSTemporaryDirectory()).appendingPathComponent("program-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: scratch, withIntermediateDirectories: true)
        // Files, not pipes: a pipe that is not drained stops the program.
        for name in ["output", "error"] { try Data().write(to: scratch.appendingPathComponent(name)) }
        process = try ChildProcess(
            [path] + arguments,
            environment: environment,
            in: directory,
            input: "/dev/null",
            output: standardOutput ?? FilePath("\(scratch.path)/output"),
            error: FilePath("\(scratch.path)/error")
        )
        Thread.detachNewThread { [process, end] in
            process.waitForEnd()
            end.finish(process)
        }
    }

    deinit {
        signal(SIGKILL)
        try? FileManager.default.removeItem(at: scratch)
    }

    /// Whether it has not ended.
    public var isRunning: Bool { end.isAwaited }

    /// Sends it a signal.
    public func signal(_ number: CInt) {
        end.ifAwaited { kill(process.identifier, number) }
    }

    /// Waits for its end; the status is the negative number of the signal that ended it, if one did.
    public func end() async throws -> Tool.Output {
        let status = await end.status()
        func text(_ name: String) throws -> String {
            String(decoding: try Data(contentsOf: scratch.appendingPathComponent(name)), as: UTF8.self)
        }
        return Tool.Output(status: status, standardOutput: try text("output"), standardError: try text("error"))
    }
}

/// The status of a process, once it has ended.
private final class EndOfProcess: Sendable {
    private struct State {
        var status: Int32?
        var waiting: [CheckedContinuation<Int32, Never>] = []
    }

    private let state = Mutex(State())

    var isAwaited: Bool { state.withLock { $0.status == nil } }

    /// Does something while the identifier of the process cannot become another's.
    func ifAwaited(_ body: () -> Void) {
        state.withLock { if $0.status == nil { body() } }
    }

    /// Keeps the status of a process that has ended.
    func finish(_ process: ChildProcess) {
        let (status, waiting) = state.withLock { state in
            let status = process.status()
            state.status = status
            defer { state.waiting = [] }
            return (status, state.waiting)
        }
        for continuation in waiting { continuation.resume(returning: status) }
    }

    func status() async -> Int32 {
        await withCheckedContinuation { continuation in
            let status = state.withLock { state in
                if state.status == nil { state.waiting.append(continuation) }
                return state.status
            }
            if let status { continuation.resume(returning: status) }
        }
    }
}
