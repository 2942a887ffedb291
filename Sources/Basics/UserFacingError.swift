/// An error that a person can act upon: what failed, on what, and what to do next.
public protocol UserFacingError: Error, Sendable, CustomStringConvertible {
    /// What happened, to which thing: one line, lower-case start, no full stop.
    var message: String { get }

    /// What to do next, or nil where the message says all there is to say.
    var hint: String? { get }

    /// How the program ends when this error ends it.
    var exitStatus: ExitStatus { get }

    /// The parts of the error, for programs, or nil where the message says all.
    var findings: JSON? { get }
}

extension UserFacingError {
    /// The usual end: failed, nothing half-done is referenced.
    public var exitStatus: ExitStatus { .failed }

    /// No parts.
    public var findings: JSON? { nil }

    /// The message, and the hint after a semicolon.
    public var description: String {
        guard let hint else { return message }
        return "\(message); \(hint)"
    }
}

/// The exit codes of the program, fixed for scripts to rely on.
public enum ExitStatus: Int32, Sendable {
    case done = 0
    /// Failed; nothing half-done is referenced.
    case failed = 1
    /// The local assets differ from the references.
    case differs = 3
    /// A published object is not what the references say.
    case corrupt = 4
    /// A definition or an artifact breaks a SageMaker rule.
    case invalid = 5
    /// The command line or the manifest cannot be understood.
    case usage = 64
    /// Interrupted by SIGINT.
    case interrupted = 130
    /// Ended by SIGTERM.
    case terminated = 143
}
