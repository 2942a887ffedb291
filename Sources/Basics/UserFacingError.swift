/// An error that a person can act upon: what failed, on what, and what to do next.
public protocol UserFacingError: Error, Sendable, CustomStringConvertible {
    /// The failure and the item it concerns: one line, lower-case start, no full stop.
    var message: String { get }

    /// The lines that another program has written about the failure, printable, the oldest first; empty as a rule.
    var details: [String] { get }

    /// The next step for the user, or nil if the message suffices.
    var hint: String? { get }

    /// The exit code of a program that this error ends.
    var exitStatus: ExitStatus { get }

    /// An identifier of the kind of failure that is stable across releases: `bucket-not-found`.
    var errorCode: Diagnostic.Code { get }

    /// The defects of the input that the message lists; empty if the failure is not a defect of an input.
    var diagnostics: [Diagnostic] { get }
}

extension UserFacingError {
    /// The general failure, `failed`.
    public var exitStatus: ExitStatus { .failed }

    /// No lines of another program.
    public var details: [String] { [] }

    /// No diagnostics.
    public var diagnostics: [Diagnostic] { [] }

    /// The message, and the hint after a semicolon.
    public var description: String {
        guard let hint else { return message }
        return "\(message); \(hint)"
    }
}

/// The exit codes of the program, which are stable across releases.
public enum ExitStatus: Int32, Sendable, Codable {
    case done = 0
    /// Failed; no incomplete publication is referenced.
    case failed = 1
    /// The local assets differ from the references.
    case differs = 3
    /// A published object is not what the references say.
    case corrupt = 4
    /// The manifest has a mistake, or a definition or an artifact violates a rule of SageMaker.
    case invalid = 5
    /// The command line cannot be understood.
    case usage = 64
    /// Ended by SIGHUP: the terminal is gone.
    case hungUp = 129
    /// Interrupted by SIGINT.
    case interrupted = 130
    /// Ended by SIGTERM.
    case terminated = 143
}
