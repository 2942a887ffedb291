internal import Basics
internal import Glibc
internal import Subprocess
internal import SystemPackage

/// A program that is run to its end; if the task is cancelled, all processes of its session end with it.
///
/// It gets the environment that is given and no other, no terminal, and no descriptor but the three standard ones.
struct ChildProcess: Sendable {
    /// The end of a process.
    enum Ending: Sendable, Hashable, CustomStringConvertible {
        case exited(Int32)
        case signaled(Int32)

        var isSuccess: Bool { self == .exited(0) }

        var description: String {
            switch self {
            case .exited(let status): "exit status \(status)"
            case .signaled(let signal): "ended by signal \(signal)"
            }
        }
    }

    /// The name of a program in `PATH`, or an absolute path.
    let program: String
    let arguments: [String]
    let environment: [String: String]
    let directory: FilePath

    /// The end of a program that is no longer wanted: when what it has started is gone, it cleans up and ends by itself
    /// within the time of the first step; the signal of that step does nothing.
    private static let teardown = [
        TeardownStep.send(signal: .resume, allowedDurationToNextStep: .seconds(3)),
        TeardownStep.send(signal: .terminate, toProcessGroup: true, allowedDurationToNextStep: .seconds(10)),
    ]

    /// Runs the program with both of its outputs joined.
    ///
    /// - Parameters:
    ///   - input: The file that it reads; nil for none.
    ///   - line: Receives the lines of the output.
    func run(input: FilePath? = nil, line: (String) -> Void) async throws -> Ending {
        try await failing {
            let source = try FileDescriptor.open(input ?? "/dev/null", .readOnly, options: .closeOnExec)
            return try await Subprocess.run(
                configuration,
                input: .fileDescriptor(source, closeAfterSpawningProcess: true),
                output: .sequence,
                error: .combinedWithOutput
            ) { process in
                try await split(process.standardOutput, of: process, line)
            }
            .terminationStatus
        }
    }

    /// Runs the program and writes its standard output to a file.
    ///
    /// - Parameters:
    ///   - output: The file, which must not exist.
    ///   - line: Receives the lines of the standard error.
    func run(writingTo output: FilePath, line: (String) -> Void) async throws -> Ending {
        try await failing {
            let source = try FileDescriptor.open("/dev/null", .readOnly, options: .closeOnExec)
            let target = try FileError.naming("create", output) {
                try FileDescriptor.open(
                    output,
                    .writeOnly,
                    options: [.create, .exclusiveCreate, .closeOnExec],
                    permissions: .ownerReadWrite
                )
            }
            return try await Subprocess.run(
                configuration,
                input: .fileDescriptor(source, closeAfterSpawningProcess: true),
                output: .fileDescriptor(target, closeAfterSpawningProcess: true),
                error: .sequence
            ) { process in
                try await split(process.standardError, of: process, line)
            }
            .terminationStatus
        }
    }

    /// Runs the program for at most a time, and returns its end with its first lines; nil if it takes longer.
    func run(within limit: Duration, lineLimit: Int = 20) async throws -> (ending: Ending, lines: [String])? {
        try await withThrowingTaskGroup(of: (ending: Ending, lines: [String])?.self) { group in
            group.addTask {
                var lines: [String] = []
                let ending = try await run { if lines.count < lineLimit { lines.append($0) } }
                return (ending, lines)
            }
            group.addTask {
                try await Task.sleep(for: limit)
                return nil
            }
            defer { group.cancelAll() }
            return try await group.next() ?? nil
        }
    }

    private var configuration: Configuration {
        var options = PlatformOptions()
        // A session has no terminal, so that nothing asks for a password, and is a process group.
        options.createSession = true
        options.teardownSequence = Self.teardown
        let executable: Executable = program.contains("/") ? .path(FilePath(program)) : .name(program)
        let variables = environment.compactMap { name, value in
            Environment.Key(rawValue: name).map { ($0, value) }
        }
        return Configuration(
            executable: executable,
            arguments: Arguments(arguments),
            environment: .custom(Dictionary(variables) { $1 }),
            workingDirectory: directory,
            platformOptions: options
        )
    }

    /// Passes an output on, line by line; when the task is cancelled, ends the process and all that it started.
    private func split<Input, Output, Error>(
        _ output: SubprocessOutputSequence,
        of process: Execution<Input, Output, Error>,
        _ line: (String) -> Void
    ) async throws {
        var splitter = LineSplitter()
        do {
            for try await bytes in output {
                bytes.withUnsafeBytes { splitter.append($0, line) }
            }
            splitter.finish(line)
            try Task.checkCancellation()
        } catch {
            // podman would leave its containers behind if it were ended before their processes.
            let leader = process.processIdentifier.value
            ProcessSession.send(SIGTERM, toMembersOf: leader)
            await process.teardown(using: Self.teardown)
            // The first process has ended but is still known, so that the number of its session is no other's.
            ProcessSession.send(SIGKILL, toMembersOf: leader)
            throw error
        }
    }

    private func failing(_ body: () async throws -> TerminationStatus) async throws -> Ending {
        do {
            let status = try await body()
            try Task.checkCancellation()
            switch status {
            case .exited(let code): return .exited(code)
            case .signaled(let signal): return .signaled(signal)
            }
        } catch let error as SubprocessError {
            try Task.checkCancellation()
            let reason = error.code == .executableNotFound ? "it is not in PATH" : "\(error)".printable()
            throw ImageError.cannotRun(program: program, reason: reason)
        }
    }
}
