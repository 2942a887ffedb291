import IgnoreRules
import Testing
import TestSupport

/// Thousands of small rule sets over a small alphabet, so that patterns and paths often match.
@Suite struct IgnoreRuleSetPropertyTests {
    @Test func walkIncludesWhatTheReferenceWalkIncludes() throws {
        var generator = Generator(seed: 1)
        for _ in 0..<600 {
            let patterns = generator.patterns()
            let rules = try IgnoreRuleSet(patterns: patterns)
            var included: [String] = []
            walk("", rules, rules.root, depth: 3, &included)
            #expect(included == ReferenceWalk(patterns).included(depth: 3), "\(patterns)")
            #expect(included.allSatisfy { !rules.excludes($0) }, "\(patterns)")
        }
    }

    private func walk(
        _ directory: String,
        _ rules: IgnoreRuleSet,
        _ inherited: IgnoreRuleSet.Inherited,
        depth: Int,
        _ included: inout [String]
    ) {
        guard depth > 0 else { return }
        for path in ReferenceWalk.paths(in: directory) {
            let isExcluded = rules.excludes(path, in: inherited)
            if !isExcluded { included.append(path) }
            guard !isExcluded || rules.mayReincludeBelow(path) else { continue }
            walk(path, rules, rules.inherited(from: path, in: inherited), depth: depth - 1, &included)
        }
    }

    @Test func patternsMatchTheReferenceImplementation() throws {
        var generator = Generator(seed: 2)
        for _ in 0..<1500 {
            let pattern = generator.pattern()
            let rules = try IgnoreRuleSet(patterns: [pattern])
            for path in (0..<8).map({ _ in generator.path() }) {
                #expect(rules.excludes(path) == Reference.excludes(path, by: pattern), "'\(pattern)' on '\(path)'")
            }
        }
    }

    @Test(.hangLimit)
    func matchingTimeIsBounded() throws {
        let name = String(repeating: "a", count: 100)
        let path = Array(repeating: name, count: 5).joined(separator: "/")
        for pattern in [
            String(repeating: "a*", count: 40) + "b", String(repeating: "**/a*", count: 20) + "b",
            String(repeating: "?", count: 400) + "*b",
        ] {
            #expect(!(try IgnoreRuleSet(patterns: [pattern]).excludes(path)))
        }
    }

    @Test(.hangLimit)
    func longPatternsNeedNoDeepStack() throws {
        let alternatives = "?" + String(repeating: "|", count: 200_000)
        #expect(try IgnoreRuleSet(patterns: [alternatives]).excludes("aa"))
        let optional = "?" + String(repeating: "a{0,1000}", count: 200)
        #expect(try IgnoreRuleSet(patterns: [optional]).excludes("aa"))
        #expect(!(try IgnoreRuleSet(patterns: [optional]).excludes("ab")))
    }
}

/// A port of fsutil's `filterFS.Walk` and of patternmatcher's `MatchesUsingParentResults`, over a tree of few names.
private struct ReferenceWalk {
    private struct Rule {
        let text: String
        let isNegated: Bool

        /// `patternWithoutTrailingGlob`.
        var withoutWildcard: String {
            var text = text
            for wildcard in ["/**", "/*"] where text.hasSuffix(wildcard) { text.removeLast(wildcard.count) }
            return text
        }
    }

    private let rules: [Rule]

    init(_ patterns: [String]) {
        rules = patterns.map {
            Rule(text: $0.hasPrefix("!") ? String($0.dropFirst()) : $0, isNegated: $0.hasPrefix("!"))
        }
    }

    static func paths(in directory: String) -> [String] {
        ["a", "b", "ab", "a.b"].map { directory.isEmpty ? $0 : "\(directory)/\($0)" }
    }

    func included(depth: Int) -> [String] {
        var included: [String] = []
        walk("", rules.map { _ in false }, depth, &included)
        return included
    }

    private func walk(_ directory: String, _ parentMatched: [Bool], _ depth: Int, _ included: inout [String]) {
        guard depth > 0 else { return }
        for path in Self.paths(in: directory) {
            var isMatched = false
            var results = parentMatched
            for (index, rule) in rules.enumerated() {
                if !parentMatched[index] {
                    if rule.isNegated != isMatched { continue }
                    results[index] = Reference.matches(Array(path)[...], Array(rule.text)[...])
                }
                if results[index] { isMatched = !rule.isNegated }
            }
            if !isMatched { included.append(path) }
            if !isMatched || isEntered(path) { walk(path, results, depth - 1, &included) }
        }
    }

    private func isEntered(_ directory: String) -> Bool {
        let exceptions = rules.filter(\.isNegated).map(\.withoutWildcard)
        if exceptions.contains(where: { $0.contains(where: { "*?[]^\\".contains($0) }) }) { return true }
        return exceptions.contains { "\($0)/".hasPrefix("\(directory)/") }
    }
}

/// A reference implementation that matches a pattern of stars, question marks and letters by trying everything.
private enum Reference {
    static func excludes(_ path: String, by pattern: String) -> Bool {
        let parts = path.split(separator: "/")
        return parts.indices.contains { matches(Array(parts[...$0].joined(separator: "/"))[...], Array(pattern)[...]) }
    }

    static func matches(_ path: ArraySlice<Character>, _ pattern: ArraySlice<Character>) -> Bool {
        guard let first = pattern.first else { return path.isEmpty }
        if pattern.starts(with: "**") {
            var rest = pattern.dropFirst(2)
            if rest.first == "/" { rest.removeFirst() }
            if rest.isEmpty { return true }
            return matches(path, rest)
                || path.indices.contains { path[$0] == "/" && matches(path[($0 + 1)...], rest) }
        }
        if first == "*" {
            let end = path.firstIndex(of: "/") ?? path.endIndex
            return (path.startIndex...end).contains { matches(path[$0...], pattern.dropFirst()) }
        }
        guard let next = path.first, first == next || (first == "?" && next != "/") else { return false }
        return matches(path.dropFirst(), pattern.dropFirst())
    }
}

private struct Generator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func patterns() -> [String] {
        (0...next(4)).map { _ in (next(3) == 0 ? "!" : "") + pattern() }
    }

    /// `**` only as a whole component: next to letters, moby compares text, which is another rule.
    mutating func pattern() -> String {
        let parts = (0...next(3)).map { _ in
            next(4) == 0 ? "**" : (0...next(3)).map { _ in piece() }.joined().replacing("**", with: "*a")
        }
        return parts.joined(separator: "/")
    }

    mutating func path() -> String {
        (0...next(4)).map { _ in (0...next(3)).map { _ in ["a", "b", ".", "é"][next(4)] }.joined() }
            .map { $0.allSatisfy { $0 == "." } ? "a" : $0 }
            .joined(separator: "/")
    }

    private mutating func piece() -> String {
        let pieces = ["a", "b", "a", "?", "*"]
        return pieces[next(pieces.count)]
    }

    /// SplitMix64, with reproducible results.
    private mutating func next(_ bound: Int) -> Int {
        state &+= 0x9e37_79b9_7f4a_7c15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
        return Int((mixed ^ (mixed >> 31)) % UInt64(bound))
    }
}
