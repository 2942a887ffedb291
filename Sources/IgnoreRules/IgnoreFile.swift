/// The text of an ignore file, read as `ignorefile.ReadAll` of github.com/moby/patternmatcher does.
enum IgnoreFile {
    /// Returns the patterns with the numbers of their lines.
    static func patterns(of text: String) -> [(text: String, line: Int?)] {
        var patterns: [(text: String, line: Int?)] = []
        // Lines end in a newline, by bytes: Swift's own lines would also end at separators that Go does not know.
        for (index, bytes) in text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
            .enumerated()
        {
            var line = Substring(bytes).unicodeScalars
            if index == 0, line.first == "\u{FEFF}" { line.removeFirst() }
            // Only in the first column: ` #a` is the pattern `#a`.
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
        // The root is the directory that is built, so `/a` is `a`.
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

/// Returns the shortest path with the same meaning, as Go's `filepath.Clean`: without empty parts, `.`, parts that a
/// `..` undoes, and a slash at the end.
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
