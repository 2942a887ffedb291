internal import Basics

/// An error in the forms in which the program reports it.
struct ErrorReport {
    private let error: ReportedError

    init(_ error: any Error) {
        self.error = ReportedError(error)
    }

    /// Prints the error on standard error, and as an object on standard output where results are JSON.
    func print(format: OutputFormat, subject: String? = nil) {
        note(subject: subject)
        if format == .json { printJSON() }
    }

    /// Prints the error as an object on standard output; standard error has it already if that fails.
    func printJSON() {
        try? Console.print(document: JSON.object(["error": error.json]).indented)
    }

    /// Prints the error on standard error.
    func note(subject: String? = nil) {
        Console.note("error: \(subject.map { "\($0): " } ?? "")\(error.message)")
        if let hint = error.hint { Console.note("  hint: \(hint)") }
    }

    var json: JSON { error.json }
}
