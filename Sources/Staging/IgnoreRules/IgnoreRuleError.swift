public import Basics

/// A pattern of an ignore file that cannot be understood.
public struct IgnoreRuleError: UserFacingError, Hashable {
    /// What is wrong with the pattern.
    public enum Reason: Error, Sendable, Hashable {
        /// `!` with nothing behind it.
        case negatesNothing
        /// A bracket that is not closed or holds nothing, a range that starts or ends nowhere, a backslash at the end.
        case malformed
        /// A backslash before a letter or digit that it gives no meaning to.
        case unknownEscape
    }

    /// What is wrong with the pattern.
    public let reason: Reason
    /// The pattern as it was written.
    public let pattern: String
    /// The file it stands in, if it stands in one.
    public let source: String?
    /// Its line in the file, from 1.
    public let line: Int?

    init(_ reason: Reason, pattern: String, source: String?, line: Int?) {
        self.reason = reason
        self.pattern = pattern
        self.source = source
        self.line = line
    }

    /// The pattern, its place, and what is wrong with it.
    public var message: String {
        let place = line.map { "line \($0) of \(source.map { "'\($0)'" } ?? "the ignore file"): " } ?? ""
        switch reason {
        case .negatesNothing: return "\(place)the pattern '!' negates nothing"
        case .malformed: return "\(place)the pattern '\(pattern)' is malformed"
        case .unknownEscape: return "\(place)the pattern '\(pattern)' holds a backslash with no meaning"
        }
    }

    /// How to write the pattern.
    public var hint: String? {
        switch reason {
        case .negatesNothing: "write the path to keep behind the '!'"
        case .malformed: "close each '[' with a ']', and write '\\[' for a bracket that is part of a name"
        case .unknownEscape: "part paths with '/', also on Windows"
        }
    }
}
