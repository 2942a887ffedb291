extension String {
    /// The text without blanks and control characters, and with its escapes undone in turn: those of URLs, twice, and of XML
    /// and JSON.
    var decodings: [String] {
        let joined = String(String.UnicodeScalarView(unicodeScalars.filter { $0.value > 0x20 && $0.value != 0x7f }))
        let once = joined.percentDecoded
        let escaped = [joined, once, once.percentDecoded]
        return escaped + escaped.map(\.withoutXMLEscapes) + escaped.map(\.withoutJSONEscapes)
    }

    /// Unlike a URL's, percent signs of a text need not begin an escape.
    private var percentDecoded: String {
        decodingEscapes(/%([0-9A-Fa-f]{2})/.matchingSemantics(.unicodeScalar), radix: 16)
    }

    private var withoutXMLEscapes: String {
        let named = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'")]
            .reduce(self) { $0.replacing($1.0, with: $1.1) }
        return
            named
            .decodingEscapes(/&#[xX]([0-9A-Fa-f]{1,6});/.matchingSemantics(.unicodeScalar), radix: 16)
            .decodingEscapes(/&#([0-9]{1,7});/.matchingSemantics(.unicodeScalar), radix: 10)
            .replacing("&amp;", with: "&")
    }

    private var withoutJSONEscapes: String {
        decodingEscapes(/\\u([0-9A-Fa-f]{4})/.matchingSemantics(.unicodeScalar), radix: 16).replacing("\\", with: "")
    }

    private func decodingEscapes(_ escape: Regex<(Substring, Substring)>, radix: Int) -> String {
        replacing(escape) { match in
            UInt32(match.output.1, radix: radix).flatMap(Unicode.Scalar.init).map { String($0) } ?? ""
        }
    }
}
