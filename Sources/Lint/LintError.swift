public import Basics

/// A defect that keeps an artifact from being published: SageMaker would fail on it.
public struct LintError: UserFacingError, Hashable {
    /// The broken rule, with the members that break it.
    public let diagnostic: Diagnostic

    /// Creates an error from a diagnostic.
    public init(_ diagnostic: Diagnostic) {
        self.diagnostic = diagnostic
    }

    /// The rule, the member, and the consequence in SageMaker.
    public var message: String {
        [diagnostic.code.rawValue, diagnostic.location.item, diagnostic.message].compactMap { $0 }
            .joined(separator: ": ")
    }

    /// The fix.
    public var hint: String? { diagnostic.fix }

    /// The rule that the artifact breaks.
    public var errorCode: Diagnostic.Code { diagnostic.code }

    /// An artifact that breaks a rule has an exit code of its own.
    public var exitStatus: ExitStatus { .invalid }
}
