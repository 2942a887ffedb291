internal import Basics

extension Unicode.Scalar {
    /// Creates a character from the two code units that UTF-16 and JSON have of it; nil if they are no pair.
    init?(high: UInt32, low: UInt32) {
        guard (0xd800...0xdbff).contains(high), (0xdc00...0xdfff).contains(low) else { return nil }
        self.init(0x10000 + (high - 0xd800) << 10 + (low - 0xdc00))
    }
}

/// The text of a YAML document in which surrogate pairs, as JSON has them, are replaced by the escape sequences of YAML.
///
/// The YAML library refuses `"\ud83d\ude00"`, and reports where. Only what it refuses is replaced: in other places than
/// double quotes the same characters are no escape sequence.
struct SurrogatePairs {
    /// The most texts in which pairs are replaced: the document is parsed again after each.
    private static let limit = 200

    private(set) var text: String
    private var replacedCount = 0
    /// The positions of the replacements in the new text, each of which is 2 characters shorter than the pair.
    private var replacements: [SourceLocation] = []

    init(_ text: String) {
        self.text = text
    }

    /// Replaces the pairs in a text in double quotes.
    ///
    /// - Parameter start: The position of the opening quote in the current text.
    /// - Returns: False if there is none to replace.
    mutating func replace(inTextAt start: SourceLocation) -> Bool {
        replacedCount += 1
        guard replacedCount <= Self.limit else { return false }
        var scalars = Array(text.unicodeScalars)
        guard var index = scalars.index(of: start), scalars[index] == "\"" else { return false }
        index += 1
        let before = replacements.count
        var location = SourceLocation(line: start.line, column: start.column + 1)
        while index < scalars.count, scalars[index] != "\"" {
            if scalars[index] == "\\" {
                if let character = pair(in: scalars, at: index) {
                    let code = String(character.value, radix: 16)
                    let escape = "\\U" + String(repeating: "0", count: 8 - code.count) + code
                    scalars.replaceSubrange(index..<index + 12, with: Array(escape.unicodeScalars))
                    replacements.append(location)
                }
                advance(&index, &location, in: scalars)
            }
            advance(&index, &location, in: scalars)
        }
        guard replacements.count > before else { return false }
        var result = String.UnicodeScalarView()
        result.append(contentsOf: scalars)
        text = String(result)
        return true
    }

    /// Returns the position in the original text.
    func original(_ location: SourceLocation) -> SourceLocation {
        let shift = replacements.count { $0.line == location.line && $0.column < location.column }
        return SourceLocation(line: location.line, column: location.column + 2 * shift)
    }

    private func advance(_ index: inout Int, _ location: inout SourceLocation, in scalars: [Unicode.Scalar]) {
        guard index < scalars.count else { return }
        location = location.advanced(over: scalars[index], before: index + 1 < scalars.count ? scalars[index + 1] : nil)
        index += 1
    }

    private func pair(in scalars: [Unicode.Scalar], at index: Int) -> Unicode.Scalar? {
        guard let high = unit(in: scalars, at: index), let low = unit(in: scalars, at: index + 6) else { return nil }
        return Unicode.Scalar(high: high, low: low)
    }

    private func unit(in scalars: [Unicode.Scalar], at index: Int) -> UInt32? {
        guard index + 6 <= scalars.count, scalars[index] == "\\", scalars[index + 1] == "u" else { return nil }
        let digits = scalars[index + 2..<index + 6]
        guard digits.allSatisfy(\.properties.isASCIIHexDigit) else { return nil }
        return UInt32(digits.map(String.init).joined(), radix: 16)
    }
}

extension SourceLocation {
    /// Returns the position after a character, as the YAML library counts.
    fileprivate func advanced(over scalar: Unicode.Scalar, before next: Unicode.Scalar?) -> SourceLocation {
        switch scalar {
        case "\r" where next == "\n": self
        case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": SourceLocation(line: line + 1, column: 1)
        default: SourceLocation(line: line, column: column + 1)
        }
    }
}

extension [Unicode.Scalar] {
    fileprivate func index(of position: SourceLocation) -> Int? {
        var location = SourceLocation(line: 1, column: 1)
        for index in indices {
            if location == position { return index }
            location = location.advanced(over: self[index], before: index + 1 < count ? self[index + 1] : nil)
        }
        return nil
    }
}
