/// The exclusion rules of a directory, with the semantics of `.dockerignore` files.
///
/// The last pattern that matches a path or one of its parents decides: excluded, or included if the pattern is negated
/// with `!`. The semantics are those of `MatchesOrParentMatches` in github.com/moby/patternmatcher, which
/// `docker build` uses, including its errors: the address of an image must cover the files that a build reads.
public struct IgnoreRuleSet: Sendable {
    private let patterns: [IgnorePattern]
    private let hasNegations: Bool

    /// Creates an empty set, which excludes nothing.
    public init() {
        self.init(compiled: [])
    }

    /// Compiles patterns; later ones take precedence.
    ///
    /// - Throws: An error for the first pattern that moby rejects.
    public init(patterns: [String]) throws(IgnoreRuleError) {
        try self.init(patterns.map { (text: $0, line: nil) }, source: nil)
    }

    /// Parses the text of an ignore file.
    ///
    /// - Parameters:
    ///   - text: The file's text.
    ///   - source: The file's path, for error messages.
    ///   - exclude: Lines that are applied after those of the file, such as a manifest's `exclude`.
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

    /// Whether the set has no patterns, and so excludes nothing.
    public var isEmpty: Bool { patterns.isEmpty }

    /// Whether a path is excluded, by itself or through one of its parents.
    ///
    /// - Parameter path: A path relative to the root, parts joined by slashes, without a leading `./`.
    public func excludes(_ path: String) -> Bool {
        let bytes = Array(path.utf8)
        // The root is never excluded, since nothing would be left to build.
        guard !bytes.isEmpty, path != "." else { return false }
        let directories = bytes.indices.dropFirst().filter { bytes[$0] == slash }
        return decide { pattern in
            pattern.matches(bytes[...]) || directories.contains { pattern.matches(bytes[..<$0]) }
        }
    }

    /// Whether a negated pattern may include something below an excluded directory, so that it must be walked.
    ///
    /// Conservative: false only if nothing below can be included.
    public func mayReincludeBelow(_ directory: String) -> Bool {
        guard hasNegations else { return false }
        let prefix = Array(directory.utf8) + [slash]
        return patterns.contains { $0.isNegated && $0.mayMatch(below: prefix) }
    }

    /// Evaluates patterns from the last to the first that matches.
    private func decide(_ matches: (IgnorePattern) -> Bool) -> Bool {
        guard let last = patterns.last(where: matches) else { return false }
        return !last.isNegated
    }
}

// MARK: Walking

extension IgnoreRuleSet {
    /// The patterns that match a directory or one of its parents: a walk carries them down, so that each path is
    /// matched only once.
    public struct Inherited: Sendable {
        fileprivate var matches: [Bool]
    }

    /// The state at the root, where no pattern has matched yet.
    public var root: Inherited { Inherited(matches: Array(repeating: false, count: patterns.count)) }

    /// Returns the state inside a directory.
    ///
    /// - Parameters:
    ///   - directory: The directory's path.
    ///   - parent: The state of the directory's parent.
    public func inherited(from directory: String, in parent: Inherited) -> Inherited {
        guard !isEmpty else { return parent }
        let bytes = Array(directory.utf8)
        var inherited = parent
        for index in patterns.indices where !inherited.matches[index] {
            inherited.matches[index] = patterns[index].matches(bytes[...])
        }
        return inherited
    }

    /// Whether a path is excluded: equal to `excludes(_:)`, but matches only the path itself.
    public func excludes(_ path: String, in parent: Inherited) -> Bool {
        guard !isEmpty else { return false }
        let bytes = Array(path.utf8)
        let last = patterns.indices.last { parent.matches[$0] || patterns[$0].matches(bytes[...]) }
        return last.map { !patterns[$0].isNegated } ?? false
    }
}

let slash = UInt8(ascii: "/")
