/// The exclusion rules of a directory, with the semantics of `.dockerignore` files.
///
/// The decisions are those of `docker build`, since the address of an image must cover the files that a build reads. They
/// depend on the walk: a directory is decided before its entries, which inherit the patterns that counted for it. Of the
/// patterns, in their order, one counts only if it changes the decision: a pattern if the path is included, and a negated
/// one (`!`) if it is excluded. So `!src` behind `src/lib` does nothing, since nothing has excluded `src`.
///
/// These are `MatchesUsingParentResults` of github.com/moby/patternmatcher and `filterFS.Walk` of
/// github.com/tonistiigi/fsutil, including their oversights.
public struct IgnoreRuleSet: Sendable {
    private let patterns: [IgnorePattern]
    private let exceptions: ExcludedDirectoryRule
    /// The file that is included whatever the patterns say, with the directories above it.
    private let required: [UInt8]?

    /// Creates an empty set, which excludes nothing.
    public init() {
        self.init(compiled: [], required: nil)
    }

    /// Compiles patterns; later ones take precedence.
    ///
    /// - Throws: An error for the first pattern that moby rejects.
    public init(patterns: [String]) throws(IgnoreRuleError) {
        try self.init(patterns.map { (text: $0, line: nil) }, source: nil, required: nil)
    }

    /// Parses the text of an ignore file.
    ///
    /// - Parameters:
    ///   - text: The file's text.
    ///   - source: The file's path, for error messages.
    ///   - exclude: Lines that are applied after those of the file, such as a manifest's `exclude`.
    ///   - required: The path of a file that is included whatever the patterns say, such as the Dockerfile of a build.
    public init(
        text: String,
        source: String? = nil,
        exclude: [String] = [],
        required: String? = nil
    ) throws(IgnoreRuleError) {
        let further = exclude.flatMap { IgnoreFile.patterns(of: $0) }.map { (text: $0.text, line: Int?.none) }
        try self.init(IgnoreFile.patterns(of: text) + further, source: source, required: required)
    }

    private init(
        _ lines: [(text: String, line: Int?)],
        source: String?,
        required: String?
    ) throws(IgnoreRuleError) {
        var compiled: [IgnorePattern] = []
        for line in lines {
            do {
                if let pattern = try IgnorePattern(line.text) { compiled.append(pattern) }
            } catch {
                throw IgnoreRuleError(error, pattern: line.text, source: source, line: line.line)
            }
        }
        self.init(compiled: compiled, required: required)
    }

    private init(compiled: [IgnorePattern], required: String?) {
        patterns = compiled
        exceptions = ExcludedDirectoryRule(compiled)
        self.required = required.map { Array($0.utf8) }
    }

    /// Whether the set has no patterns, and so excludes nothing.
    public var isEmpty: Bool { patterns.isEmpty }

    /// Whether a path is excluded, by itself or because of a directory above it.
    ///
    /// - Parameter path: A path relative to the root, parts joined by slashes, without a leading `./`.
    public func excludes(_ path: String) -> Bool {
        let bytes = Array(path.utf8)
        // The root is never excluded, since nothing would be left to build.
        guard !bytes.isEmpty, path != "." else { return false }
        let directories = bytes.indices.dropFirst().filter { bytes[$0] == slash }
        let parent = directories.reduce(root) { inherited(from: bytes[..<$1], in: $0) }
        return excludes(bytes[...], in: parent)
    }

    /// Whether something below an excluded directory may be included, so that the directory must be walked.
    public func mayReincludeBelow(_ directory: String) -> Bool {
        let prefix = Array(directory.utf8) + [slash]
        return required?.starts(with: prefix) == true || exceptions.mayReinclude(below: prefix)
    }
}

// MARK: Walking

extension IgnoreRuleSet {
    /// The state of a walk inside a directory: the patterns that counted for it.
    public struct Inherited: Sendable {
        fileprivate var matches: [Bool]
        /// Whether `docker build` does not enter the directory, whatever patterns match below it.
        fileprivate var isLeftOut = false
    }

    /// The state at the root, where no pattern has counted yet.
    public var root: Inherited { Inherited(matches: Array(repeating: false, count: patterns.count)) }

    /// Returns the state inside a directory.
    ///
    /// - Parameters:
    ///   - directory: The directory's path.
    ///   - parent: The state of the directory's parent.
    public func inherited(from directory: String, in parent: Inherited) -> Inherited {
        guard !isEmpty else { return parent }
        return inherited(from: Array(directory.utf8)[...], in: parent)
    }

    /// Whether an entry of a directory is excluded.
    ///
    /// - Parameters:
    ///   - path: The entry's path.
    ///   - parent: The state inside the directory.
    public func excludes(_ path: String, in parent: Inherited) -> Bool {
        guard !isEmpty else { return false }
        return excludes(Array(path.utf8)[...], in: parent)
    }

    private func excludes(_ path: ArraySlice<UInt8>, in parent: Inherited) -> Bool {
        if let required, path.elementsEqual(required) { return false }
        return parent.isLeftOut || decide(path, in: parent)
    }

    private func inherited(from directory: ArraySlice<UInt8>, in parent: Inherited) -> Inherited {
        guard !parent.isLeftOut else { return parent }
        var inherited = parent
        let isExcluded = decide(directory, in: parent) { inherited.matches[$0] = true }
        inherited.isLeftOut = isExcluded && !exceptions.mayReinclude(below: directory + [slash])
        return inherited
    }

    /// Decides about a path, and reports the patterns that count for it.
    private func decide(
        _ path: ArraySlice<UInt8>,
        in parent: Inherited,
        counting: (Int) -> Void = { _ in }
    ) -> Bool {
        var isExcluded = false
        for (index, pattern) in patterns.enumerated() {
            guard parent.matches[index] || (pattern.isNegated == isExcluded && pattern.matches(path)) else { continue }
            isExcluded = !pattern.isNegated
            counting(index)
        }
        return isExcluded
    }
}

let slash = UInt8(ascii: "/")
