/// Parses the regular expressions that patterns are translated into: the subset of Go's syntax that can occur there.
///
/// See the package `regexp/syntax` of Go. Unicode classes (`\p`) and `\Q…\E` are rejected: in a
/// pattern they can only be a mistaken Windows path.
struct ExpressionParser {
    private typealias Failure = IgnoreRuleError.Reason

    private var rest: ArraySlice<Unicode.Scalar>

    init(_ text: [Unicode.Scalar]) {
        rest = text[...]
    }

    /// Returns the expression: a sequence, or several sequences as alternatives.
    mutating func parse() throws(IgnoreRuleError.Reason) -> ExpressionNode {
        let node = try alternatives()
        guard rest.isEmpty else { throw .malformed }
        return node
    }

    private mutating func alternatives() throws(Failure) -> ExpressionNode {
        var choices = [try sequence()]
        while rest.first == "|" {
            rest.removeFirst()
            choices.append(try sequence())
        }
        return choices.count == 1 ? choices[0] : .alternatives(choices)
    }

    private mutating func sequence() throws(Failure) -> ExpressionNode {
        var parts: [ExpressionNode] = []
        while let first = rest.first, first != "|", first != ")" {
            // A repetition at the start of an alternative has nothing to repeat.
            if parts.isEmpty, try quantifier() != nil { throw .malformed }
            let part = try atom()
            guard let (least, most) = try quantifier() else {
                parts.append(part)
                continue
            }
            // Go does not allow a repetition of a repetition.
            guard try quantifier() == nil else { throw .malformed }
            parts.append(.repetition(part, least: least, most: most))
        }
        return .sequence(parts)
    }

    private mutating func atom() throws(Failure) -> ExpressionNode {
        guard let scalar = rest.popFirst() else { throw .malformed }
        switch scalar {
        case "^": return .assertion(.textStart)
        case "$": return .assertion(.textEnd)
        case ".": return .set(ScalarSet(ranges: ScalarSet.newline.ranges, isNegated: true))
        case "[": return .set(try set())
        case "\\": return try escape()
        case "(":
            let node = try alternatives()
            guard rest.popFirst() == ")" else { throw .malformed }
            return node
        default: return .scalar(scalar)
        }
    }
}

// MARK: Repetitions

extension ExpressionParser {
    private typealias Quantifier = (least: Int, most: Int?)

    /// Go's limit of repetitions.
    private static let limit = 1000

    private mutating func quantifier() throws(Failure) -> Quantifier? {
        switch rest.first {
        case "*":
            rest.removeFirst()
            return (0, nil)
        case "?":
            rest.removeFirst()
            return (0, 1)
        case "{":
            return try count()
        default:
            return nil
        }
    }

    /// Parses `{2}`, `{2,}` or `{2,3}`; any other brace is an ordinary character, for which the result is nil.
    private mutating func count() throws(Failure) -> Quantifier? {
        var ahead = rest.dropFirst()
        guard let least = number(&ahead) else { return nil }
        var most: Int? = least
        if ahead.first == "," {
            ahead.removeFirst()
            most = nil
            if ahead.first != "}" {
                guard let number = number(&ahead) else { return nil }
                most = number
            }
        }
        guard ahead.popFirst() == "}" else { return nil }
        guard least <= most ?? least, max(least, most ?? 0) <= Self.limit else { throw .malformed }
        rest = ahead
        return (least, most)
    }

    private func number(_ ahead: inout ArraySlice<Unicode.Scalar>) -> Int? {
        let digits = ahead.prefix { ("0"..."9").contains($0) }
        guard !digits.isEmpty, digits.count == 1 || digits.first != "0" else { return nil }
        ahead = ahead.dropFirst(digits.count)
        // All counts above the limit are rejected.
        return digits.reduce(0) { min($0 * 10 + Int($1.value - 0x30), Self.limit + 1) }
    }
}

// MARK: Sets

extension ExpressionParser {
    private mutating func set() throws(Failure) -> ScalarSet {
        var set = ScalarSet(ranges: [])
        if rest.first == "^" {
            rest.removeFirst()
            set.isNegated = true
        }
        var isFirst = true
        while isFirst || rest.first != "]" {
            isFirst = false
            if let named = try namedSet() {
                set.formUnion(named)
                continue
            }
            let first = try setScalar()
            var last = first
            if rest.first == "-", let after = rest.dropFirst().first, after != "]" {
                rest.removeFirst()
                last = try setScalar()
            }
            guard first <= last else { throw .malformed }
            set.ranges.append(first...last)
        }
        rest.removeFirst()
        return set
    }

    private mutating func setScalar() throws(Failure) -> Unicode.Scalar {
        guard let scalar = rest.popFirst() else { throw .malformed }
        return scalar == "\\" ? try escapedScalar() : scalar
    }

    private mutating func namedSet() throws(Failure) -> ScalarSet? {
        if rest.first == "\\", let letter = rest.dropFirst().first, let set = ScalarSet.perl(letter) {
            rest = rest.dropFirst(2)
            return set
        }
        guard rest.starts(with: ["[", ":"]) else { return nil }
        let inside = rest.dropFirst(2)
        guard let end = inside.indices.first(where: { inside[$0...].starts(with: [":", "]"]) }) else { return nil }
        var name = String.UnicodeScalarView()
        name.append(contentsOf: inside[..<end])
        guard let set = ScalarSet.posix(String(name)) else { throw .malformed }
        rest = inside[end...].dropFirst(2)
        return set
    }
}

// MARK: Escapes

extension ExpressionParser {
    private mutating func escape() throws(Failure) -> ExpressionNode {
        guard let letter = rest.first else { throw .malformed }
        if let set = ScalarSet.perl(letter) {
            rest.removeFirst()
            return .set(set)
        }
        let assertions: [Unicode.Scalar: ExpressionAssertion] = [
            "A": .textStart, "z": .textEnd, "b": .wordBoundary, "B": .noWordBoundary,
        ]
        if let assertion = assertions[letter] {
            rest.removeFirst()
            return .assertion(assertion)
        }
        return .scalar(try escapedScalar())
    }

    private mutating func escapedScalar() throws(Failure) -> Unicode.Scalar {
        guard let scalar = rest.popFirst() else { throw .malformed }
        switch scalar {
        case "a": return "\u{7}"
        case "f": return "\u{c}"
        case "n": return "\n"
        case "r": return "\r"
        case "t": return "\t"
        case "v": return "\u{b}"
        case "x": return try hexadecimal()
        case "0"..."7": return try octal(scalar)
        default:
            // Escaped punctuation is literal; other letters, digits and non-ASCII characters must not be escaped.
            guard scalar.isASCII, !ScalarSet.word.contains(scalar) || scalar == "_" else { throw .unknownEscape }
            return scalar
        }
    }

    /// Parses an octal escape such as `\101`: up to three digits, and at least two unless the first is 0.
    private mutating func octal(_ first: Unicode.Scalar) throws(Failure) -> Unicode.Scalar {
        let more = rest.prefix(2).prefix { ("0"..."7").contains($0) }
        guard first == "0" || !more.isEmpty else { throw .unknownEscape }
        rest = rest.dropFirst(more.count)
        let value = more.reduce(first.value - 0x30) { $0 * 8 + $1.value - 0x30 }
        guard let scalar = Unicode.Scalar(value) else { throw .unknownEscape }
        return scalar
    }

    /// Parses a hexadecimal escape, `\x41` or `\x{1F600}`.
    private mutating func hexadecimal() throws(Failure) -> Unicode.Scalar {
        var digits: ArraySlice<Unicode.Scalar>
        if rest.first == "{" {
            digits = rest.dropFirst().prefix { $0 != "}" }
            rest = rest.dropFirst(digits.count + 1)
            guard rest.popFirst() == "}" else { throw .unknownEscape }
        } else {
            digits = rest.prefix(2)
            rest = rest.dropFirst(2)
            guard digits.count == 2 else { throw .unknownEscape }
        }
        var text = String.UnicodeScalarView()
        text.append(contentsOf: digits)
        guard digits.allSatisfy({ $0.properties.isASCIIHexDigit }), let value = UInt32(String(text), radix: 16),
            let scalar = Unicode.Scalar(value)
        else { throw .unknownEscape }
        return scalar
    }
}
