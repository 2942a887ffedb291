internal import Basics

/// The tags in a text in YAML, as they are written, such as `!Ref`.
///
/// The library resolves tags and gives no positions of them: it knows only where a value with its tag and anchor begins.
struct YAMLTags {
    private let scalars: [Unicode.Scalar]
    /// The offset of each line.
    private var lines = [0]

    /// Creates the tags of a text that is valid YAML; nil for a text that cannot have any.
    init?(_ text: String) {
        guard text.utf8.contains(UInt8(ascii: "!")) else { return nil }
        scalars = Array(text.unicodeScalars)
        for (index, scalar) in scalars.enumerated() {
            let isFirstOfPair = scalar == "\r" && index + 1 < scalars.count && scalars[index + 1] == "\n"
            if scalar == "\n" || (scalar == "\r" && !isFirstOfPair) { lines.append(index + 1) }
        }
    }

    /// Returns the tag of a value, before or after its anchor; nil if there is none.
    ///
    /// - Parameter start: The position at which the value, its anchor or its tag begins, whichever is first.
    func tag(at start: SourceLocation) -> (name: String, location: SourceLocation)? {
        guard lines.indices.contains(start.line - 1) else { return nil }
        var rest = scalars.dropFirst(lines[start.line - 1] + start.column - 1)
        if rest.first == "&" {
            rest = rest.dropFirst().drop(while: \.isInAnchor)
            rest = rest.drop { $0.isBlankOrBreak }
            while rest.first == "#" {
                rest = rest.drop { $0 != "\n" && $0 != "\r" }.drop { $0.isBlankOrBreak }
            }
        }
        guard rest.first == "!" else { return nil }
        var name = String.UnicodeScalarView()
        if rest.starts(with: "!<".unicodeScalars) {
            name.append(contentsOf: rest.prefix { $0 != ">" })
            name.append(">")
        } else {
            name.append(contentsOf: rest.prefix { !$0.isBlankOrBreak && !",[]{}".unicodeScalars.contains($0) })
        }
        var line = start.line
        while line < lines.count, lines[line] <= rest.startIndex { line += 1 }
        return (String(name), SourceLocation(line: line, column: rest.startIndex - lines[line - 1] + 1))
    }
}

extension Unicode.Scalar {
    /// Whether the library allows the character in the name of an anchor.
    fileprivate var isInAnchor: Bool {
        switch self {
        case "a"..."z", "A"..."Z", "0"..."9", "_", "-": true
        default: false
        }
    }

    fileprivate var isBlankOrBreak: Bool { self == " " || self == "\t" || self == "\n" || self == "\r" }
}
