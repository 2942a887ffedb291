extension String {
    /// The text as it may be put on one line of a terminal or a log: at most `limit` characters of Unicode, and blanks
    /// in place of those that move the cursor or begin an escape sequence.
    package func printable(limit: Int = 300) -> String {
        String(unicodeScalars.prefix(limit).map { $0.properties.generalCategory == .control ? " " : Character($0) })
    }
}
