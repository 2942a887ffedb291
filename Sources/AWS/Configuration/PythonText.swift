// Blanks and line ends as Python has them, whose `configparser` decides how AWS files are read.

extension Unicode.Scalar {
    /// Whether `str.isspace` calls the character white space.
    var isPythonSpace: Bool {
        switch value {
        case 0x09...0x0d, 0x1c...0x20, 0x85, 0xa0, 0x1680, 0x2000...0x200a, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000:
            true
        default: false
        }
    }

    /// Whether `str.splitlines` ends a line at the character.
    fileprivate var isPythonLineEnd: Bool {
        switch value {
        case 0x0a...0x0d, 0x1c...0x1e, 0x85, 0x2028, 0x2029: true
        default: false
        }
    }
}

extension Substring.UnicodeScalarView {
    /// The text without white space before it.
    var trimmingStart: Substring.UnicodeScalarView { drop { $0.isPythonSpace } }

    /// The text without white space behind it.
    var trimmingEnd: Substring.UnicodeScalarView {
        lastIndex { !$0.isPythonSpace }.map { self[...$0] } ?? self[..<startIndex]
    }

    /// The text without white space around it.
    var trimmed: Substring.UnicodeScalarView { trimmingStart.trimmingEnd }

    /// The lines of a value, as `str.splitlines` has them.
    var linesOfText: [Substring.UnicodeScalarView] { split { $0.isPythonLineEnd } }

    /// The lines of a file, which end in LF, CR LF or CR.
    var linesOfFile: [Substring.UnicodeScalarView] {
        var lines: [Substring.UnicodeScalarView] = []
        var rest = self
        while let end = rest.firstIndex(where: { $0 == "\n" || $0 == "\r" }) {
            lines.append(rest[..<end])
            let next = rest.index(after: end)
            let isPair = rest[end] == "\r" && next < rest.endIndex && rest[next] == "\n"
            rest = rest[(isPair ? rest.index(after: next) : next)...]
        }
        return lines + [rest]
    }
}

extension String.UnicodeScalarView {
    /// The text without the mark that Windows' editors put before it.
    var trimmingByteOrderMark: Substring.UnicodeScalarView { first == "\u{FEFF}" ? dropFirst() : self[...] }
}
