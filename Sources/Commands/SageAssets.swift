public import ArgumentParser
internal import Basics
internal import Foundation

/// Ships models to Amazon SageMaker.
public struct SageAssets: AsyncParsableCommand {
    /// What `--help` says.
    public static let configuration = CommandConfiguration(
        commandName: "sageassets",
        abstract: "Ships models to Amazon SageMaker under addresses made of their content.",
        discussion: """
            Start with 'sageassets init', which writes a manifest; 'sageassets publish' brings its models to where \
            SageMaker reads them, and 'sageassets synth' prints a template that uses them.

            Exit codes: 0 done; 1 failed, nothing half-done is referenced; 3 the assets differ from the references; \
            4 a published object is not what it should be; 5 a definition breaks a SageMaker rule; 64 bad usage; \
            130 and 143 interrupted.
            """,
        version: Version.current,
        subcommands: [Init.self, Fingerprint.self, Bundle.self, Publish.self, Synth.self]
    )

    /// Needed by the protocol.
    public init() {}

    /// Runs the program with the process's arguments, and ends the process.
    public static func run() async -> Never {
        ProcessSetup.run()
        let command: any ParsableCommand
        do {
            command = try parseAsRoot()
        } catch {
            exit(withError: error)
        }
        let signals = SignalWatch()
        let task = Task { try await perform(command) }
        signals.onFirst { task.cancel() }
        do {
            try await task.value
            Foundation.exit(ExitStatus.done.rawValue)
        } catch {
            if let signal = signals.received { Foundation.exit(signal.rawValue) }
            if let status = error as? ExitStatus { Foundation.exit(status.rawValue) }
            guard error is any UserFacingError else { exit(withError: error) }
            ErrorReport(error).print(format: (command as? any OutputCommand)?.output.format ?? .text)
            Foundation.exit(error.exitStatus.rawValue)
        }
    }

    private static func perform(_ command: any ParsableCommand) async throws {
        var command = command
        if var asynchronous = command as? any AsyncParsableCommand {
            try await asynchronous.run()
        } else {
            try command.run()
        }
    }
}

/// A command whose errors have been told already ends with a bare status.
extension ExitStatus: @retroactive Error {}

extension Error {
    /// How the program ends when this error ends it.
    var exitStatus: ExitStatus {
        switch self {
        case let error as any UserFacingError: error.exitStatus
        case is CancellationError: .interrupted
        default: .failed
        }
    }
}
