/// The parser of ignore files, with the semantics of `ignorefile.ReadAll` of github.com/moby/patternmatcher.
enum IgnoreFile {
    /// Returns the patterns with their line numbers.
    static func patterns(of text: String) -> [(text: String, line: Int?)] {
        var patterns: [(text: String, line: Int?)] = []
        // Lines end in a newline byte: Swift's line splitting would also split at Unicode separators, unlike Go.
        for (index, bytes) in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .enumerated()
        {
            var line = Substring(bytes).unicodeScalars
            if index == 0, line.first == "\u{FEFF}" { line.removeFirst() }
            // A comment begins in the first column: ` #a` is the pattern `#a`.
            guard line.first != "#" else { continue }
            if let pattern = pattern(of: line) { patterns.append((pattern, index + 1)) }
        }
        return patterns
    }

    private static func pattern(of line: Substring.UnicodeScalarView) -> String? {
        var text = line.trimmingSpace
        guard let first = text.first else { return nil }
        let isNegated = first == "!"
        if isNegated { text = text.dropFirst().trimmingSpace }
        guard !text.isEmpty else { return "!" }
        var pattern = cleanPath(String(text))
        // A leading slash means the root of the tree, so `/a` is `a`.
        if pattern.utf8.count > 1, pattern.utf8.first == slash { pattern.removeFirst() }
        return isNegated ? "!\(pattern)" : pattern
    }
}

extension Substring.UnicodeScalarView {
    /// The text without Unicode's white space at its ends, as Go's `strings.TrimSpace`.
    var trimmingSpace: Substring.UnicodeScalarView {
        let start = drop { $0.properties.isWhitespace }
        guard let end = start.lastIndex(where: { !$0.properties.isWhitespace }) else { return start }
        return start[...end]
    }
}

/// Returns the shortest equivalent path, as Go's `filepath.Clean`: without empty components, `.`, components followed
/// by `..`, and a trailing slash.
func cleanPath(_ path: String) -> String {
    let isRooted = path.utf8.first == slash
    var parts: [Substring.UTF8View] = []
    for part in path.utf8.split(separator: slash) {
        if part.elementsEqual(".".utf8) { continue }
        if part.elementsEqual("..".utf8) {
            if let last = parts.last, !last.elementsEqual("..".utf8) {
                parts.removeLast()
                continue
            }
            if isRooted { continue }
        }
        parts.append(part)
    }
    let joined = parts.map { String(Substring($0)) }.joined(separator: "/")
    if isRooted { return "/\(joined)" }
    return joined.isEmpty ? "." : joined
}
