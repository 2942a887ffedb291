/// A compiled pattern of an ignore file.
///
/// Moby turns a pattern into a plain comparison where it can, and into a Go regular expression where it cannot. Both
/// are implemented here, since their results differ: `**/a.b` compares text, while `**/a.?` is the expression
/// `^(.*/)?a\.[^/]$`.
struct IgnorePattern: Sendable {
    private enum Form: Sendable {
        case exact([UInt8])
        case prefix([UInt8])
        case suffix([UInt8])
        case expression(PatternExpression)
    }

    /// Whether a match includes the path again (`!pattern`).
    let isNegated: Bool
    /// The cleaned text, without `!`.
    let text: [UInt8]
    private let form: Form

    /// Compiles a pattern; nil for blank text.
    init?(_ text: String) throws(IgnoreRuleError.Reason) {
        let trimmed = text[...].unicodeScalars.trimmingSpace
        guard !trimmed.isEmpty else { return nil }
        var scalars = Array(cleanPath(String(trimmed)).unicodeScalars)
        isNegated = scalars.first == "!"
        if isNegated {
            scalars.removeFirst()
            guard !scalars.isEmpty else { throw .negatesNothing }
        }
        guard GlobSyntax.isValid(scalars) else { throw .malformed }
        self.text = scalars.reduce(into: [UInt8]()) { $0 += Array($1.utf8) }
        form = try Self.form(of: scalars)
    }

    /// Whether the path itself matches, regardless of its parents.
    func matches(_ path: ArraySlice<UInt8>) -> Bool {
        switch form {
        case .exact(let text):
            path.elementsEqual(text)
        case .prefix(let text):
            path.starts(with: text)
        case .suffix(let text):
            // `**/a` matches `a` too, which has no slash.
            path.hasSuffix(text) || text.first == slash && path.elementsEqual(text.dropFirst())
        case .expression(let expression):
            expression.matches(path)
        }
    }

    /// Whether a path with this prefix may match; always true for a suffix pattern, which can match at any depth.
    func mayMatch(below prefix: [UInt8]) -> Bool {
        switch form {
        case .exact(let text): text.starts(with: prefix)
        case .prefix(let text): text.starts(with: prefix) || prefix.starts(with: text)
        case .suffix: true
        case .expression(let expression): expression.mayMatch(after: prefix)
        }
    }
}

// MARK: Compiling

extension IgnorePattern {
    private static func form(of scalars: [Unicode.Scalar]) throws(IgnoreRuleError.Reason) -> Form {
        let translation = GlobTranslation(scalars)
        let bytes = { (scalars: ArraySlice<Unicode.Scalar>) in
            scalars.reduce(into: [UInt8]()) { $0 += Array($1.utf8) }
        }
        switch translation.form {
        case .exact: return .exact(bytes(scalars[...]))
        case .prefix: return .prefix(bytes(scalars.dropLast(2)))
        case .suffix: return .suffix(bytes(scalars.dropFirst(2)))
        case .expression: return .expression(try PatternExpression(translation.expression))
        }
    }
}

extension ArraySlice<UInt8> {
    fileprivate func hasSuffix(_ suffix: [UInt8]) -> Bool { self.suffix(suffix.count).elementsEqual(suffix) }
}
