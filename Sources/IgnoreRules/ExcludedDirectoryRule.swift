/// The rule by which a walk leaves excluded directories out.
///
/// If no negated pattern has a wildcard before its end, fsutil enters only the directories that lead to one of them. That
/// is more than a shortcut: `!a/*/**` would match below `a/x`, which is never entered. With wildcards elsewhere it enters
/// all directories, and only those are left out here in which nothing can match.
struct ExcludedDirectoryRule: Sendable {
    /// The directories that negated patterns lead to, with a slash at the end; nil if one has a wildcard before its end.
    private let prefixes: [[UInt8]]?
    private let negated: [IgnorePattern]

    init(_ patterns: [IgnorePattern]) {
        negated = patterns.filter(\.isNegated)
        let literals = negated.map(\.withoutTrailingWildcard)
        let hasWildcards = literals.contains { $0.contains(where: Array("*[]?^\\".utf8).contains) }
        prefixes = hasWildcards ? nil : literals.map { $0 + [slash] }
    }

    /// Whether something below an excluded directory may be included.
    ///
    /// - Parameter prefix: The directory's path with a slash at the end.
    func mayReinclude(below prefix: some Collection<UInt8>) -> Bool {
        if let prefixes { return prefixes.contains { $0.starts(with: prefix) } }
        let prefix = Array(prefix)
        return negated.contains { $0.mayMatch(below: prefix) }
    }
}

extension IgnorePattern {
    /// The text without `/**`, and then without `/*`, at its end.
    fileprivate var withoutTrailingWildcard: [UInt8] {
        ["/**", "/*"].reduce(text) { text, wildcard in
            text.suffix(wildcard.utf8.count).elementsEqual(wildcard.utf8) ? text.dropLast(wildcard.utf8.count) : text
        }
    }
}
