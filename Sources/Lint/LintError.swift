public import Basics

/// An artifact that SageMaker would fail on, and that is not published therefore.
public struct LintError: UserFacingError, Hashable {
    /// One line that names the member and the rule that it breaks.
    public let finding: LintFinding

    /// Makes an error of a finding.
    public init(_ finding: LintFinding) {
        self.finding = finding
    }

    /// The rule, the member, and what SageMaker would do.
    public var message: String {
        [finding.rule, finding.subject, finding.message].compactMap { $0 }.joined(separator: ": ")
    }

    /// How to mend it.
    public var hint: String? { finding.hint }

    /// An artifact that breaks a rule has an exit code of its own.
    public var exitStatus: ExitStatus { .invalid }
}
