public import Basics

/// An invalid pattern of an ignore file or of a manifest's `exclude`.
public struct IgnoreRuleError: UserFacingError, Hashable {
    /// The rule of the syntax that the pattern violates.
    public enum Reason: Error, Sendable, Hashable {
        /// `!` without a pattern.
        case negatesNothing
        /// An unclosed or empty bracket, an incomplete range, or a backslash at the end.
        case malformed
        /// A backslash before a letter or digit that is no escape sequence.
        case unknownEscape
    }

    /// The rule of the syntax that the pattern violates.
    public let reason: Reason
    /// The text of the pattern in the file or the manifest.
    public let pattern: String
    /// The path of the ignore file; nil for a pattern of the manifest.
    public let source: String?
    /// The line number in the file, starting at 1; nil for a pattern of the manifest.
    public let line: Int?

    init(_ reason: Reason, pattern: String, source: String?, line: Int?) {
        self.reason = reason
        self.pattern = pattern
        self.source = source
        self.line = line
    }

    /// The location, the pattern and the violated rule.
    public var message: String {
        let location = line.map { "line \($0) of \(source.map { "'\($0)'" } ?? "the ignore file"): " } ?? ""
        switch reason {
        case .negatesNothing: return "\(location)the pattern '!' negates nothing"
        case .malformed: return "\(location)the pattern '\(pattern)' is malformed"
        case .unknownEscape: return "\(location)the pattern '\(pattern)' contains an unknown escape sequence"
        }
    }

    /// The kind of the failure.
    public var errorCode: Diagnostic.Code { "invalid-ignore-rule" }

    /// The correct syntax.
    public var hint: String? {
        switch reason {
        case .negatesNothing: "write the path to include after the '!'"
        case .malformed: "close each '[' with a ']', and write '\\[' for a bracket that is part of a name"
        case .unknownEscape: "separate path components with '/', also on Windows"
        }
    }
}
