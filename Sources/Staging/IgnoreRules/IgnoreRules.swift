/// Which paths of a directory are left out: `.dockerignore`'s rules, as moby reads them.
///
/// A path is decided by the last pattern that matches it or a directory above it: out, or back in if the pattern is
/// negated with `!`. The semantics are those of `MatchesOrParentMatches` in github.com/moby/patternmatcher, which
/// `docker build` goes by, down to its errors: an image's identity would be wrong if it were made of other files.
public struct IgnoreRules: Sendable {
    private let patterns: [IgnorePattern]
    private let hasNegations: Bool

    /// Rules that leave nothing out.
    public init() {
        self.init(compiled: [])
    }

    /// Makes rules of patterns in the order of their file.
    ///
    /// - Throws: An error for the first pattern that moby would refuse.
    public init(patterns: [String]) throws(IgnoreRuleError) {
        try self.init(patterns.map { (text: $0, line: nil) }, source: nil)
    }

    /// Makes rules of the text of an ignore file.
    ///
    /// - Parameters:
    ///   - text: The file's text.
    ///   - source: The file's name, for errors.
    ///   - exclude: Further lines, which stand elsewhere.
    public init(text: String, source: String? = nil, exclude: [String] = []) throws(IgnoreRuleError) {
        let further = exclude.flatMap { IgnoreFile.patterns(of: $0) }.map { (text: $0.text, line: Int?.none) }
        try self.init(IgnoreFile.patterns(of: text) + further, source: source)
    }

    private init(_ lines: [(text: String, line: Int?)], source: String?) throws(IgnoreRuleError) {
        var compiled: [IgnorePattern] = []
        for line in lines {
            do {
                if let pattern = try IgnorePattern(line.text) { compiled.append(pattern) }
            } catch {
                throw IgnoreRuleError(error, pattern: line.text, source: source, line: line.line)
            }
        }
        self.init(compiled: compiled)
    }

    private init(compiled: [IgnorePattern]) {
        patterns = compiled
        hasNegations = compiled.contains { $0.isNegated }
    }

    /// Whether there are no patterns at all.
    public var isEmpty: Bool { patterns.isEmpty }

    /// Whether a path is left out, by itself or through a directory above it.
    ///
    /// - Parameter path: A path relative to the root, parts joined by slashes, without a leading `./`.
    public func excludes(_ path: String) -> Bool {
        let bytes = Array(path.utf8)
        // The root is never left out: there would be nothing to build.
        guard !bytes.isEmpty, path != "." else { return false }
        let directories = bytes.indices.dropFirst().filter { bytes[$0] == slash }
        return decide { pattern in
            pattern.matches(bytes[...]) || directories.contains { pattern.matches(bytes[..<$0]) }
        }
    }

    /// Whether something below a directory that is left out may be back in, so that the directory must be walked.
    ///
    /// True where it may be and where that is not known; false only where nothing below can be.
    public func mayReincludeBelow(_ directory: String) -> Bool {
        guard hasNegations else { return false }
        let prefix = Array(directory.utf8) + [slash]
        return patterns.contains { $0.isNegated && $0.mayMatch(below: prefix) }
    }

    /// The last pattern decides; those before it need no look.
    private func decide(_ matches: (IgnorePattern) -> Bool) -> Bool {
        guard let last = patterns.last(where: matches) else { return false }
        return !last.isNegated
    }
}

// MARK: Walking

extension IgnoreRules {
    /// Which patterns match a directory or one above it: what a walker carries down, so that each path is matched once.
    public struct Inherited: Sendable {
        fileprivate var matches: [Bool]
    }

    /// What the entries of the root inherit.
    public var root: Inherited { Inherited(matches: Array(repeating: false, count: patterns.count)) }

    /// What the entries of a directory inherit.
    ///
    /// - Parameters:
    ///   - directory: The directory's path.
    ///   - parent: What the directory itself inherits.
    public func inherited(from directory: String, in parent: Inherited) -> Inherited {
        guard !isEmpty else { return parent }
        let bytes = Array(directory.utf8)
        var inherited = parent
        for index in patterns.indices where !inherited.matches[index] {
            inherited.matches[index] = patterns[index].matches(bytes[...])
        }
        return inherited
    }

    /// Whether a path is left out: the same as `excludes(_:)`, in less time.
    public func excludes(_ path: String, in parent: Inherited) -> Bool {
        guard !isEmpty else { return false }
        let bytes = Array(path.utf8)
        let last = patterns.indices.last { parent.matches[$0] || patterns[$0].matches(bytes[...]) }
        return last.map { !patterns[$0].isNegated } ?? false
    }
}

let slash = UInt8(ascii: "/")
