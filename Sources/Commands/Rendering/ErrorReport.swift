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
        try? Console.print(json: JSON.object(["error": error.json]).indented)
    }

    /// Prints the error on standard error.
    func note(subject: String? = nil) {
        let subject = subject.map { "\($0): " } ?? ""
        if error.diagnostics.count > 1 {
            // A line of output each: what is in a message cannot begin one.
            Console.note("error: \(subject)\(error.diagnostics.summary)")
            for diagnostic in error.diagnostics { Console.note("  \(diagnostic.line)") }
        } else {
            Console.note("error: \(subject)\(error.message)")
        }
        for line in error.details { Console.note("  | \(line)") }
        if let hint = error.hint { Console.note("  hint: \(hint)") }
    }

    var json: JSON { error.json }
}
