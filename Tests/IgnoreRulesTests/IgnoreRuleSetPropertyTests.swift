import IgnoreRules
import Testing
import TestSupport

/// Thousands of small rule sets over a small alphabet, so that patterns and paths often match.
@Suite struct IgnoreRuleSetPropertyTests {
    @Test func walkMatchesPathByPathDecisions() throws {
        var generator = Generator(seed: 1)
        var problems: [String] = []
        for _ in 0..<150 {
            let patterns = generator.patterns()
            let rules = try IgnoreRuleSet(patterns: patterns)
            var excluded: Set<String> = []
            walk("", rules.root, depth: 3) { path, inherited in
                let isExcluded = rules.excludes(path, in: inherited)
                if isExcluded != rules.excludes(path) { problems.append("\(patterns): two answers on \(path)") }
                if isExcluded { excluded.insert(path) }
                return rules.inherited(from: path, in: inherited)
            }
            // An excluded directory that is not walked must not contain an included path.
            for directory in excluded where !rules.mayReincludeBelow(directory) {
                walk(directory, rules.root, depth: 2) { path, inherited in
                    if !rules.excludes(path) { problems.append("\(patterns): \(path) is lost") }
                    return inherited
                }
            }
        }
        #expect(problems.isEmpty)
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

    private typealias Inherited = IgnoreRuleSet.Inherited

    private func walk(
        _ directory: String,
        _ inherited: Inherited,
        depth: Int,
        visit: (String, Inherited) -> Inherited
    ) {
        guard depth > 0 else { return }
        for name in ["a", "b", "ab", "a.b"] {
            let path = directory.isEmpty ? name : "\(directory)/\(name)"
            walk(path, visit(path, inherited), depth: depth - 1, visit: visit)
        }
    }
}

/// A reference implementation that matches a pattern of stars, question marks and letters by trying everything.
private enum Reference {
    static func excludes(_ path: String, by pattern: String) -> Bool {
        let parts = path.split(separator: "/")
        return parts.indices.contains { matches(Array(parts[...$0].joined(separator: "/"))[...], Array(pattern)[...]) }
    }

    private static func matches(_ path: ArraySlice<Character>, _ pattern: ArraySlice<Character>) -> Bool {
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
