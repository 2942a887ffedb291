import IgnoreRules

extension FuzzTarget {
    /// An ignore file, and after NUL bytes the paths that are matched beside its own lines.
    static let ignoreRules = FuzzTarget("ignore-rules") { input in
        let fields = input.fields(atMost: 8)
        let text = fields[0]
        let rules: IgnoreRuleSet
        do throws(IgnoreRuleError) {
            rules = try IgnoreRuleSet(text: text)
        } catch {
            try require(error.line.map { 1...text.lineCount ~= $0 } ?? false, "an error is outside the text: \(error)")
            return
        }
        let respaced = try IgnoreRuleSet(text: respaced(text))
        for path in paths(fields.dropFirst() + text.split(separator: "\n").prefix(8).map(String.init)) {
            let isExcluded = rules.excludes(path)
            try require(respaced.excludes(path) == isExcluded, "white space and comments matter to '\(path)'")
            try checkWalk(to: path, rules, isExcluded: isExcluded)
        }
    }

    /// Checks that a walk, which carries decisions down and does not enter all directories, decides the same.
    private static func checkWalk(to path: String, _ rules: IgnoreRuleSet, isExcluded: Bool) throws {
        var inherited = rules.root
        var isSkipped = false
        // By bytes: an accent after a slash makes another character of it.
        for end in path.utf8.indices where path.utf8[end] == UInt8(ascii: "/") {
            let directory = String(path[..<end])
            let isDirectoryExcluded = rules.excludes(directory, in: inherited)
            try require(isDirectoryExcluded == rules.excludes(directory), "two decisions on '\(directory)'")
            if isDirectoryExcluded, !rules.mayReincludeBelow(directory) { isSkipped = true }
            inherited = rules.inherited(from: directory, in: inherited)
        }
        try require(rules.excludes(path, in: inherited) == isExcluded, "two decisions on '\(path)'")
        try require(isExcluded || !isSkipped, "'\(path)' is included, and nobody walks there")
    }

    /// The same rules with white space at the ends of lines, empty lines and comments.
    private static func respaced(_ text: String) -> String {
        text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .map { "\(Substring($0)) \t" }
            .joined(separator: "\n# comment\n\n")
    }

    /// Paths as a walk makes them: without empty parts, `.` and `..`.
    private static func paths(_ texts: some Sequence<String>) -> [String] {
        texts.map { text in
            text.utf8.split(separator: UInt8(ascii: "/"))
                .map { String(Substring($0)) }
                .filter { $0 != "." && $0 != ".." }
                .joined(separator: "/")
        }
        .filter { !$0.isEmpty }
    }
}
