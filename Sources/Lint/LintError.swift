public import Basics

/// An artifact that is not published because SageMaker would fail to use it.
public struct LintError: UserFacingError, Hashable {
    /// The finding about the rule and the member that breaks it.
    public let finding: LintFinding

    /// Creates an error from a finding of severity `error`.
    public init(_ finding: LintFinding) {
        self.finding = finding
    }

    /// The rule, the member, and the consequence in SageMaker.
    public var message: String {
        [finding.rule, finding.subject, finding.message].compactMap { $0 }.joined(separator: ": ")
    }

    /// The rule that the artifact breaks.
    public var errorCode: Diagnostic.Code { Diagnostic.Code(rawValue: finding.rule) }

    /// The fix.
    public var hint: String? { finding.hint }

    /// An artifact that breaks a rule has an exit code of its own.
    public var exitStatus: ExitStatus { .invalid }
}
