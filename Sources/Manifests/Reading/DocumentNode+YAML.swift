extension DocumentNode.Scalar {
    /// Creates a scalar without quotes, with its values in the core schema of YAML 1.2.
    ///
    /// The library's own conversions take any case (`tRUE`), the forms of YAML 1.1, and those of Swift (`nan`, `0x1p3`).
    /// The infinities and NaN of the schema are no numbers here: no property takes them.
    init(plain text: String) {
        self.text = text
        switch text {
        case "true", "True", "TRUE": boolean = true
        case "false", "False", "FALSE": boolean = false
        default: break
        }
        let digits = text.utf8.drop { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }
        guard text.utf8.count - digits.count <= 1 else { return }
        if text.hasPrefix("0x") {
            let digits = text.dropFirst(2)
            guard digits.utf8.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else { return }
            integer = Int(digits, radix: 16)
            number = integer.map(Double.init)
        } else if digits.contains(where: \.isDigit), digits.allSatisfy(\.isInNumber) {
            integer = Int(text)
            number = Double(text)
        }
    }
}

extension UInt8 {
    fileprivate var isDigit: Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(self) }

    /// Whether decimal numbers may have the byte after their first sign.
    fileprivate var isInNumber: Bool { isDigit || ".eE+-".utf8.contains(self) }
}
