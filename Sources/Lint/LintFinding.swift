/// A defect of an artifact, its consequence in SageMaker, and the fix.
public struct LintFinding: Sendable, Hashable {
    /// The consequence of a defect.
    public enum Severity: String, Sendable, Hashable {
        /// SageMaker or its container would fail, or the artifact is malicious.
        case error
        /// Probably unintended.
        case warning
    }

    /// Whether the defect prevents a publication.
    public let severity: Severity
    /// The stable name of the rule: `nested-top-folder`.
    public let rule: String
    /// The member that breaks the rule, or the first of several; nil for the artifact as a whole.
    public let member: String?
    /// The number of further members that break the rule.
    public let otherCount: Int
    /// The consequence in SageMaker: one line, lower-case start, no full stop.
    public let message: String
    /// The fix.
    public let hint: String

    init(rule: String, _ remark: Remark) {
        severity = remark.severity
        self.rule = rule
        member = remark.member
        otherCount = remark.otherCount
        message = remark.message
        hint = remark.hint
    }

    /// The member, with the number of the others.
    public var subject: String? {
        member.map { otherCount > 0 ? "\($0) (and \(otherCount) more)" : $0 }
    }
}

/// A finding without its rule, whose name the table of rules adds.
struct Remark: Sendable, Hashable {
    let severity: LintFinding.Severity
    let member: String?
    let otherCount: Int
    let message: String
    let hint: String

    init(
        _ severity: LintFinding.Severity,
        on member: String? = nil,
        others otherCount: Int = 0,
        _ message: String,
        hint: String
    ) {
        self.severity = severity
        self.member = member
        self.otherCount = otherCount
        self.message = message
        self.hint = hint
    }

    /// Returns one remark about all of the members, or none if there are no members.
    static func about(
        _ members: some Collection<ArtifactMember>,
        _ severity: LintFinding.Severity,
        _ message: String,
        hint: String
    ) -> [Remark] {
        guard let first = members.first else { return [] }
        return [Remark(severity, on: first.shown, others: members.count - 1, message, hint: hint)]
    }
}
