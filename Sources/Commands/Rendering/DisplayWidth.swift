extension Unicode.Scalar {
    /// The ranges of wide characters of East Asian scripts.
    ///
    /// Source: Unicode Standard Annex #11, classes W and F, without the gaps between them.
    private static let wideRanges: [ClosedRange<UInt32>] = [
        0x1100...0x115F, 0x2E80...0x303E, 0x3041...0xA4CF, 0xA960...0xA97F, 0xAC00...0xD7A3, 0xF900...0xFAFF,
        0xFE30...0xFE6F, 0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x16FE0...0x18CFF, 0x1AFF0...0x1B2FF, 0x1F200...0x1F2FF,
        0x20000...0x3FFFD,
    ]

    /// The number of a terminal's columns that the scalar takes.
    fileprivate var columnCount: Int {
        if value < 0x300 { return 1 }
        switch properties.generalCategory {
        // The selector of an emoji makes its symbol wide on many terminals.
        case .nonspacingMark, .enclosingMark: return value == 0xFE0F ? 1 : 0
        default: return properties.isEmojiPresentation || Self.wideRanges.contains { $0.contains(value) } ? 2 : 1
        }
    }
}

extension String {
    /// The number of a terminal's columns that the text takes, at most.
    package var columnCount: Int { unicodeScalars.reduce(0) { $0 + $1.columnCount } }

    /// Returns the text, or its beginning with `…` if it takes more than so many columns.
    package func cut(toColumns limit: Int) -> String {
        guard columnCount > limit else { return self }
        guard limit > 0 else { return "" }
        var count = 1
        return prefix { character in
            count += String(character).columnCount
            return count <= limit
        } + "…"
    }

    /// Returns the text, or `…` and its end if it takes more than so many columns.
    package func cutAtStart(toColumns limit: Int) -> String {
        columnCount > limit ? String(String(reversed()).cut(toColumns: limit).reversed()) : self
    }
}
