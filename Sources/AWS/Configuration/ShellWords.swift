/// The words of a line as a POSIX shell splits it, without comments and expansions: Python's `shlex.split`.
///
/// - Returns: The words, or nil for a quotation or an escape that has no end.
func shellWords(_ text: String) -> [String]? {
    var words: [String] = []
    var word: String?
    var quote: Unicode.Scalar?
    var rest = text.unicodeScalars[...]
    while let scalar = rest.popFirst() {
        switch (scalar, quote) {
        case ("\\", nil):
            guard let next = rest.popFirst() else { return nil }
            word = (word ?? "") + String(next)
        case ("\\", "\""):
            guard let next = rest.popFirst() else { return nil }
            // Between quotation marks, a backslash is one unless it escapes a mark or another backslash.
            word = (word ?? "") + (next == "\"" || next == "\\" ? "" : "\\") + String(next)
        case (let end, let open?) where end == open: quote = nil
        case ("\"", nil), ("'", nil):
            quote = scalar
            word = word ?? ""
        case (" ", nil), ("\t", nil), ("\r", nil), ("\n", nil):
            if let word { words.append(word) }
            word = nil
        default: word = (word ?? "") + String(scalar)
        }
    }
    guard quote == nil else { return nil }
    if let word { words.append(word) }
    return words
}
