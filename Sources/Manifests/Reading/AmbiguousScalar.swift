/// A scalar without quotes that versions 1.1 and 1.2 of YAML read as different values.
///
/// Editors and other tools follow either version: an author and this program must mean the same.
struct AmbiguousScalar {
    /// The readings, for messages.
    let message: String
    /// The instruction that leaves one of them.
    let fix: String

    /// Describes a number with leading zeros, underscores, colons, or a binary or octal prefix; nil for any other text.
    init?(number text: String) {
        let digits = text.drop { $0 == "-" || $0 == "+" }
        guard digits.utf8.first.map({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) == true else {
            return nil
        }
        let sign = text.hasPrefix("-") ? "-" : ""
        let plain = digits.replacing("_", with: "")
        if digits.contains(":"), let value = Self.sexagesimal(plain) {
            message = "'\(text)' is \(sign)\(value) in YAML 1.1 and text in YAML 1.2"
            fix = "write \(sign)\(value)"
        } else if plain.hasPrefix("0b"), let value = Int(plain.dropFirst(2), radix: 2) {
            message = "'\(text)' is \(sign)\(value) in YAML 1.1 and text in YAML 1.2"
            fix = "write \(sign)\(value)"
        } else if plain.hasPrefix("0o"), let value = Int(plain.dropFirst(2), radix: 8) {
            message = "'\(text)' is text in YAML 1.1 and \(sign)\(value) in YAML 1.2"
            fix = "write \(sign)\(value)"
        } else if plain.count > 1, plain.first == "0", plain.allSatisfy(\.isASCIIDigit), let decimal = Int(plain) {
            let octal = Int(plain, radix: 8)
            let first = octal.map { "\(sign)\($0)" } ?? "text"
            message = "'\(text)' is \(first) in YAML 1.1 and \(sign)\(decimal) in YAML 1.2"
            fix = octal.map { "write \(sign)\(decimal), or \(sign)\($0)" } ?? "write \(sign)\(decimal)"
        } else if digits.contains("_"), Double(plain) != nil {
            message = "'\(text)' is \(sign)\(plain) in YAML 1.1 and text in YAML 1.2"
            fix = "write \(sign)\(plain)"
        } else {
            return nil
        }
    }

    /// Describes a text that is no whole number in all versions, such as one with an exponent; nil for any other text.
    ///
    /// Where fractions are allowed, exponents are not ambiguous enough to be refused: JSON has them, too.
    init?(wholeNumber text: String) {
        if let number = AmbiguousScalar(number: text) {
            self = number
            return
        }
        // Hexadecimal digits are no exponents.
        guard text.contains(where: { $0 == "e" || $0 == "E" }), !text.contains(where: { $0 == "x" || $0 == "X" }),
            let value = Double(text).flatMap({ Int(exactly: $0) })
        else { return nil }
        message = "'\(text)' is text in YAML 1.1 and \(value) in YAML 1.2"
        fix = "write \(value)"
    }

    /// Describes a Boolean of YAML 1.1; nil for any other text.
    init?(boolean text: String) {
        let value: Bool
        switch text {
        case "y", "Y", "yes", "Yes", "YES", "on", "On", "ON": value = true
        case "n", "N", "no", "No", "NO", "off", "Off", "OFF": value = false
        default: return nil
        }
        message = "'\(text)' is \(value) in YAML 1.1 and text in YAML 1.2"
        fix = "write \(value)"
    }

    /// Returns the value of `1:30`, a number to the base 60.
    private static func sexagesimal(_ text: some StringProtocol) -> Int? {
        var value = 0
        for part in text.split(separator: ":", omittingEmptySubsequences: false) {
            guard let digits = Int(part), value < 1 << 40 else { return nil }
            value = value * 60 + digits
        }
        return value
    }
}

extension Character {
    fileprivate var isASCIIDigit: Bool { isASCII && isWholeNumber }
}
