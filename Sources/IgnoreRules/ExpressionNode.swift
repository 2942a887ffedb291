/// A node of a parsed regular expression.
indirect enum ExpressionNode: Sendable {
    case scalar(Unicode.Scalar)
    case set(ScalarSet)
    case assertion(ExpressionAssertion)
    case sequence([ExpressionNode])
    case alternatives([ExpressionNode])
    /// A repetition with its lowest and highest count; a nil maximum has no limit.
    case repetition(ExpressionNode, least: Int, most: Int?)
}

/// A condition on the characters before and after a position in a text.
enum ExpressionAssertion: Sendable {
    case textStart
    case textEnd
    case wordBoundary
    case noWordBoundary

    func holds(at position: Position) -> Bool {
        switch self {
        case .textStart: position.previous == nil
        case .textEnd: position.next == nil
        case .wordBoundary: position.isWordBoundary
        case .noWordBoundary: !position.isWordBoundary
        }
    }

    /// A position between two characters of a text; nil stands for its ends.
    struct Position {
        var previous: Unicode.Scalar?
        var next: Unicode.Scalar?

        var isWordBoundary: Bool {
            let isWord = { (scalar: Unicode.Scalar?) in scalar.map(ScalarSet.word.contains) ?? false }
            return isWord(previous) != isWord(next)
        }
    }
}

/// A set of characters.
struct ScalarSet: Sendable {
    var ranges: [ClosedRange<Unicode.Scalar>]
    var isNegated = false

    func contains(_ scalar: Unicode.Scalar) -> Bool {
        ranges.contains { $0.contains(scalar) } != isNegated
    }

    mutating func formUnion(_ other: ScalarSet) {
        ranges += other.isNegated ? other.complement : other.ranges
    }

    /// The ranges between the set's own; only for the named sets, whose ranges are sorted.
    private var complement: [ClosedRange<Unicode.Scalar>] {
        var result: [ClosedRange<Unicode.Scalar>] = []
        var start: UInt32 = 0
        for range in ranges {
            if start < range.lowerBound.value { result.append(Self.range(start, range.lowerBound.value - 1)) }
            start = range.upperBound.value + 1
        }
        return result + [Self.range(start, 0x10ffff)]
    }

    /// Returns a range of scalars; the named sets are ASCII, so that no bound is a surrogate.
    private static func range(_ first: UInt32, _ last: UInt32) -> ClosedRange<Unicode.Scalar> {
        (Unicode.Scalar(first) ?? "\0")...(Unicode.Scalar(last) ?? "\u{10ffff}")
    }
}

// MARK: Named sets

extension ScalarSet {
    static let word = ScalarSet(ranges: ["0"..."9", "A"..."Z", "_"..."_", "a"..."z"])
    static let newline = ScalarSet(ranges: ["\n"..."\n"])

    /// Returns a Perl character class such as `\d` or `\S` by its letter (Go's `regexp/syntax`); nil for other letters.
    static func perl(_ letter: Unicode.Scalar) -> ScalarSet? {
        switch letter {
        case "d": ScalarSet(ranges: ["0"..."9"])
        case "D": ScalarSet(ranges: ["0"..."9"], isNegated: true)
        case "s": ScalarSet(ranges: ["\t"..."\n", "\u{c}"..."\r", " "..." "])
        case "S": ScalarSet(ranges: ["\t"..."\n", "\u{c}"..."\r", " "..." "], isNegated: true)
        case "w": word
        case "W": ScalarSet(ranges: word.ranges, isNegated: true)
        default: nil
        }
    }

    /// Returns a POSIX character class such as `[:alpha:]` by its name, which may begin with `^`; nil for other names.
    static func posix(_ name: String) -> ScalarSet? {
        let isNegated = name.hasPrefix("^")
        return posixSets[isNegated ? String(name.dropFirst()) : name].map {
            ScalarSet(ranges: $0, isNegated: isNegated)
        }
    }

    private static let posixSets: [String: [ClosedRange<Unicode.Scalar>]] = [
        "alnum": ["0"..."9", "A"..."Z", "a"..."z"],
        "alpha": ["A"..."Z", "a"..."z"],
        "ascii": ["\0"..."\u{7f}"],
        "blank": ["\t"..."\t", " "..." "],
        "cntrl": ["\0"..."\u{1f}", "\u{7f}"..."\u{7f}"],
        "digit": ["0"..."9"],
        "graph": ["!"..."~"],
        "lower": ["a"..."z"],
        "print": [" "..."~"],
        "punct": ["!"..."/", ":"..."@", "["..."`", "{"..."~"],
        "space": ["\t"..."\r", " "..." "],
        "upper": ["A"..."Z"],
        "word": word.ranges,
        "xdigit": ["0"..."9", "A"..."F", "a"..."f"],
    ]
}
