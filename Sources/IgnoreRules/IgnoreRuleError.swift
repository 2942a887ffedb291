public import Basics

/// An invalid pattern of an ignore file or of a manifest's `exclude`.
public struct IgnoreRuleError: UserFacingError, Hashable {
    /// The rule of the syntax that the pattern violates.
    public enum Reason: Error, Sendable, Hashable {
        /// `!` with nothing behind it.
        case negatesNothing
        /// A bracket that is not closed or holds nothing, a range that starts or ends nowhere, a backslash at the end.
        case malformed
        /// A backslash before a letter or digit that it gives no meaning to.
        case unknownEscape
    }

    /// The rule of the syntax that the pattern violates.
    public let reason: Reason
    /// The text of the pattern, as written in the file or the manifest.
    public let pattern: String
    /// The path of the ignore file, or nil for a pattern from elsewhere.
    public let source: String?
    /// The line number in the file, starting at 1.
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
        case .unknownEscape: return "\(location)the pattern '\(pattern)' holds a backslash with no meaning"
        }
    }

    /// The kind of the failure.
    public var errorCode: Diagnostic.Code { "invalid-ignore-rule" }

    /// A correct spelling.
    public var hint: String? {
        switch reason {
        case .negatesNothing: "write the path to keep behind the '!'"
        case .malformed: "close each '[' with a ']', and write '\\[' for a bracket that is part of a name"
        case .unknownEscape: "part paths with '/', also on Windows"
        }
    }
}
