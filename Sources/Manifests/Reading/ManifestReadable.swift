/// A type whose values can be read from a manifest.
///
/// The initializer notes mistakes in the value's reading and makes something all the same.
package protocol ManifestReadable {
    init(reading value: ManifestValue)
}

extension String: ManifestReadable {
    /// Reads any scalar as the text that it is.
    package init(reading value: ManifestValue) { self = value.scalar("text") ?? "" }
}

extension Int: ManifestReadable {
    package init(reading value: ManifestValue) { self = value.scalar("a whole number") ?? 0 }
}

extension Double: ManifestReadable {
    package init(reading value: ManifestValue) { self = value.scalar("a number") ?? 0 }
}

extension Bool: ManifestReadable {
    package init(reading value: ManifestValue) { self = value.scalar("true or false") ?? false }
}

extension Array: ManifestReadable where Element: ManifestReadable {
    package init(reading value: ManifestValue) { self = value.elements.map(Element.init(reading:)) }
}

extension Dictionary: ManifestReadable where Key == String, Value: ManifestReadable {
    package init(reading value: ManifestValue) {
        self.init(value.members.map { ($0.name, Value(reading: $0.value)) }, uniquingKeysWith: { first, _ in first })
    }
}

/// A word out of a few.
package protocol ManifestWord: ManifestReadable, RawRepresentable<String>, CaseIterable {}

extension ManifestWord {
    package init(reading value: ManifestValue) {
        let words = Self.allCases.map(\.rawValue)
        let text: String? = value.scalar("one of \(words.joined(separator: ", "))")
        if let text, let word = Self(rawValue: text) {
            self = word
            return
        }
        if let text {
            let nearest = Suggestion.nearest(to: text, among: words)
            value.note(
                "must be one of \(words.joined(separator: ", "))",
                hint: nearest.map { "did you mean '\($0)'?" }
            )
        }
        // There is a first one: an enumeration without cases has no values to read.
        self = Self.allCases[Self.allCases.startIndex]
    }
}
