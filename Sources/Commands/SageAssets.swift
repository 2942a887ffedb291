public import ArgumentParser
internal import Basics
internal import Foundation

/// The program `sageassets`: parses the command line, runs a subcommand, and maps its errors to exit codes.
public struct SageAssets: AsyncParsableCommand {
    /// The name, help text and subcommands of the program.
    public static let configuration = CommandConfiguration(
        commandName: "sageassets",
        abstract: "Publish models to Amazon SageMaker under addresses made of their content.",
        discussion: """
            Start with 'sageassets init', which writes a manifest; 'sageassets publish' brings its models to where \
            SageMaker reads them, and 'sageassets synth' prints a template that uses them.

            Exit codes: 0 done; 1 failed, nothing half-done is referenced; 3 the assets differ from the references; \
            4 a published object is not what it should be; 5 the manifest has a mistake, or a definition or artifact breaks \
            a SageMaker rule; 64 bad usage; 129, 130 and 143 interrupted.
            """,
        version: Version.current,
        subcommands: [
            InitCommand.self, FingerprintCommand.self, LintCommand.self, BundleCommand.self, PublishCommand.self,
            SynthCommand.self, ImageBuildCommand.self,
        ]
    )

    /// Creates the command with its defaults, as `AsyncParsableCommand` requires.
    public init() {}

    /// Runs the program with the process's arguments, and ends the process.
    public static func run() async -> Never {
        do {
            try ProcessSetup.run()
        } catch {
            ErrorReport(error).print(format: OutputFormat(askedForBy: CommandLine.arguments))
            Foundation.exit(error.exitStatus.rawValue)
        }
        let signals = SignalWatch()
        let task = Task { await perform() }
        signals.onFirst { task.cancel() }
        let status = await task.value
        Foundation.exit(signals.received?.rawValue ?? status)
    }

    /// Runs the command and returns the exit code.
    @concurrent
    private static func perform() async -> Int32 {
        var format = OutputFormat.text
        let arguments = Array(CommandLine.arguments.dropFirst())
        do {
            var command = try parseAsRoot()
            if let command = command as? any OutputCommand {
                format = command.output.format
                try SingleOption.refuseRepetitions(in: arguments, others: type(of: command).otherSingleOptions)
            }
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
            return ExitStatus.done.rawValue
        } catch let error as AlreadyReported {
            return error.status.rawValue
        } catch let error where error is any UserFacingError || error is CancellationError {
            ErrorReport(error).print(format: format)
            return error.exitStatus.rawValue
        } catch {
            switch exitCode(for: error) {
            case .success: return printHelp(error)
            case .validationFailure:
                UsageReport(error).print(arguments: arguments)
                return ExitStatus.usage.rawValue
            default:
                // An error of a library, which may quote a name.
                ErrorReport(error).print(format: format)
                return error.exitStatus.rawValue
            }
        }
    }

    /// Prints what the parser throws for `--help`, `--version` and completions, and returns the exit code.
    private static func printHelp(_ request: any Error) -> Int32 {
        do {
            try Console.print(document: fullMessage(for: request) + "\n")
            return ExitStatus.done.rawValue
        } catch {
            ErrorReport(error).print(format: .text)
            return error.exitStatus.rawValue
        }
    }
}

/// Ends a command whose errors have already been reported.
struct AlreadyReported: Error {
    let status: ExitStatus

    /// Ends a command that had errors with these exit statuses; different ones have that of a failure in common.
    static func check(_ statuses: [ExitStatus]) throws(AlreadyReported) {
        guard let status = statuses.first else { return }
        throw AlreadyReported(status: statuses.allSatisfy { $0 == status } ? status : .failed)
    }
}

extension Error {
    /// The exit code of the program for this error.
    var exitStatus: ExitStatus { ReportedError(self).exitStatus }
}
