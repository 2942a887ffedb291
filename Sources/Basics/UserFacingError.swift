/// An error that a person can act upon: what failed, on what, and what to do next.
public protocol UserFacingError: Error, Sendable, CustomStringConvertible {
    /// The failure and the item it concerns: one line, lower-case start, no full stop.
    var message: String { get }

    /// The next step for the user, or nil if the message suffices.
    var hint: String? { get }

    /// The exit code of a program that this error ends.
    var exitStatus: ExitStatus { get }

    /// The kind of the failure in a word that stays the same across releases: `bucket-not-found`.
    var errorCode: Diagnostic.Code { get }

    /// The defects of the input that the message lists; none if the message is all there is.
    var diagnostics: [Diagnostic] { get }
}

extension UserFacingError {
    /// The general failure: nothing incomplete is referenced.
    public var exitStatus: ExitStatus { .failed }

    /// None: the message is all there is.
    public var diagnostics: [Diagnostic] { [] }

    /// The message, and the hint after a semicolon.
    public var description: String {
        guard let hint else { return message }
        return "\(message); \(hint)"
    }
}

/// The exit codes of the program, fixed for scripts to rely on.
public enum ExitStatus: Int32, Sendable, Codable {
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
