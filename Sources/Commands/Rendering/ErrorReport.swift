internal import Basics

/// An error as the program tells it.
struct ErrorReport {
    private let message: String
    private let hint: String?
    private let status: ExitStatus
    private let findings: JSON?

    init(_ error: any Error) {
        let told = error as? any UserFacingError
        message = told?.message ?? (error is CancellationError ? "interrupted" : "\(error)")
        hint = told?.hint
        status = error.exitStatus
        findings = told?.findings
    }

    /// Bad usage, which the parser tells on standard error.
    init(usage message: String) {
        self.message = message
        hint = nil
        status = .usage
        findings = nil
    }

    /// Tells it on standard error, and as an object on standard output where results are JSON.
    func print(format: OutputFormat, subject: String? = nil) {
        note(subject: subject)
        if format == .json { printJSON() }
    }

    /// Tells it as an object on standard output; what cannot be printed there was told on standard error.
    func printJSON() {
        try? Console.print(document: JSON.object(["error": json]).indented)
    }

    /// Tells it on standard error.
    func note(subject: String? = nil) {
        Console.note("error: \(subject.map { "\($0): " } ?? "")\(message)")
        if let hint { Console.note("  hint: \(hint)") }
    }

    var json: JSON {
        .object(compacting: [
            "message": .string(message),
            "hint": hint.map { .string($0) },
            "exit": .integer(Int(status.rawValue)),
            "findings": findings,
        ])
    }
}
