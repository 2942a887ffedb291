internal import ArgumentParser
internal import Basics

/// An error of the command line, in the parser's words.
struct UsageReport {
    /// The prefix that the parser writes before an error.
    private static let prefix = "Error: "

    private let message: String
    private let usage: String

    /// - Parameter error: An error that the parser has thrown.
    init(_ error: any Error) {
        message = SageAssets.message(for: error)
        usage = String(SageAssets.fullMessage(for: error).dropFirst("\(Self.prefix)\(message)\n".count))
    }

    /// Prints the error and the usage on standard error, and the error as an object where results are JSON.
    ///
    /// - Parameter arguments: The command line, whose options are not known if it could not be parsed.
    func print(arguments: [String]) {
        // The message quotes arguments, and the usage does not.
        Console.note("\(Self.prefix)\(message)")
        for line in usage.split(separator: "\n", omittingEmptySubsequences: false) { Console.note(String(line)) }
        guard OutputFormat(askedForBy: arguments) == .json else { return }
        ErrorReport(ReportedError("usage", message, exitStatus: .usage)).printJSON()
    }
}

extension OutputFormat {
    /// The format that a command line asks for in any spelling that the parser takes, for errors before it is parsed.
    init(askedForBy arguments: [String]) {
        let options = arguments.prefix { $0 != "--" }
        let values = zip(options, options.dropFirst()).filter { $0.0 == "--output" }.map(\.1)
        let all = values + options.compactMap { $0.value(ofOption: "--output") }
        self = all.contains(Self.json.rawValue) ? .json : .text
    }
}

/// The options that take one value: the parser would take the last of several, and ignore the others in silence.
enum SingleOption {
    /// All spellings, by which they are found on a command line, with the one that messages name.
    private static let names: [String: String] = {
        let long = [
            "--bandwidth", "--build-jobs", "--builder", "--checksum", "--compression", "--emit", "--expires",
            "--format", "--images", "--index", "--jobs", "--manifest", "--max-connections", "--memory", "--out",
            "--output", "--references", "--retry-for",
        ]
        return Dictionary(uniqueKeysWithValues: long.map { ($0, $0) } + [("-o", "--out")])
    }()

    /// Refuses a command line that has one of them several times.
    ///
    /// - Parameters:
    ///   - arguments: The command line, which the parser has accepted: no value looks like an option then.
    ///   - others: Options that take one value in this command, and several in others.
    static func refuseRepetitions(in arguments: [String], others: [String] = []) throws {
        var counts: [String: Int] = [:]
        for argument in arguments.prefix(while: { $0 != "--" }) {
            let spelling = argument.split(separator: "=", maxSplits: 1).first.map(String.init) ?? ""
            guard let name = names[spelling] ?? others.first(where: { $0 == spelling }) else { continue }
            counts[name, default: 0] += 1
        }
        guard let name = counts.filter({ $0.value > 1 }).keys.min() else { return }
        throw ValidationError("The option '\(name)' is given more than once, but takes one value.")
    }
}

extension String {
    /// The value of an argument `--name=value`.
    fileprivate func value(ofOption name: String) -> String? {
        hasPrefix("\(name)=") ? String(dropFirst(name.count + 1)) : nil
    }
}
