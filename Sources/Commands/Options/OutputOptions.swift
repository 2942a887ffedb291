internal import ArgumentParser
internal import Basics
internal import Foundation
internal import Logging

/// The format of results.
enum OutputFormat: String, ExpressibleByArgument, CaseIterable {
    case text
    case json
}

/// A command whose results and errors are printed in a chosen format.
protocol OutputCommand: AsyncParsableCommand {
    var output: OutputOptions { get }

    /// Options that take one value in this command, and several in others.
    static var otherSingleOptions: [String] { get }
}

extension OutputCommand {
    static var otherSingleOptions: [String] { [] }
}

/// Options of every command.
struct OutputOptions: ParsableArguments {
    @Option(name: .customLong("output"), help: "Print results as text or json.")
    var format: OutputFormat = .text

    @Option(help: ArgumentHelp("Work on files with this many threads.", valueName: "n"))
    var jobs: Int = ProcessInfo.processInfo.activeProcessorCount

    @Flag(name: .shortAndLong, help: "Print nothing but results and errors.")
    var quiet = false

    @Flag(name: .shortAndLong, help: "Print what is done, request by request.")
    var verbose = false

    mutating func validate() throws {
        guard (1...1024).contains(jobs) else { throw ValidationError("--jobs takes a number from 1 to 1024") }
        jobs = min(jobs, ProcessLimits.workerCount)
        guard !(quiet && verbose) else { throw ValidationError("--quiet and --verbose exclude each other") }
    }

    /// A logger to standard error at the level of the verbosity.
    var logger: Logger {
        Logger(label: "sageassets") { label in
            guard !quiet else { return SwiftLogNoOpLogHandler() }
            var handler = PrintableLogHandler(StreamLogHandler.standardError(label: label))
            handler.logLevel = verbose ? .debug : .warning
            return handler
        }
    }

    /// Runs work on the number of threads that `--jobs` sets.
    func withThreads<Result: Sendable>(_ body: () async throws -> Result) async throws -> Result {
        try await withTaskExecutorPreference(try BlockingExecutor(threadCount: jobs)) { try await body() }
    }
}
