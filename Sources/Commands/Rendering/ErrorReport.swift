internal import Basics

/// An error in the forms in which the program reports it.
struct ErrorReport {
    private let message: String
    private let hint: String?
    private let code: Diagnostic.Code
    private let status: ExitStatus
    private let diagnostics: [Diagnostic]

    init(_ error: any Error) {
        let userFacing = error as? any UserFacingError
        let isCancelled = error is CancellationError
        message = userFacing?.message ?? (isCancelled ? "interrupted" : "\(error)")
        hint = userFacing?.hint
        code = userFacing?.errorCode ?? (isCancelled ? "interrupted" : "internal-error")
        status = error.exitStatus
        diagnostics = userFacing?.diagnostics ?? []
    }

    /// A command line that the parser rejects, and explains on standard error itself.
    init(usage message: String) {
        self.message = message
        hint = nil
        code = "usage"
        status = .usage
        diagnostics = []
    }

    /// Prints the error on standard error, and as an object on standard output where results are JSON.
    func print(format: OutputFormat, subject: String? = nil) {
        note(subject: subject)
        if format == .json { printJSON() }
    }

    /// Prints the error as an object on standard output; standard error has it already if that fails.
    func printJSON() {
        try? Console.print(document: JSON.object(["error": json]).indented)
    }

    /// Prints the error on standard error.
    func note(subject: String? = nil) {
        Console.note("error: \(subject.map { "\($0): " } ?? "")\(message)")
        if let hint { Console.note("  hint: \(hint)") }
    }

    var json: JSON {
        .object(compacting: [
            "code": .string(code.rawValue),
            "diagnostics": diagnostics.isEmpty ? nil : .array(diagnostics.map(\.json)),
            "exit": .integer(Int(status.rawValue)),
            "hint": hint.map { .string($0) },
            "message": .string(message),
        ])
    }
}
