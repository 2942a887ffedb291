/// A type whose values are read from a document.
///
/// The initializer reports what is wrong to the value's reader, and creates a stand-in all the same.
package protocol DocumentReadable {
    init(reading value: DocumentValue)
}

extension String: DocumentReadable {
    /// Reads any scalar as the text that it is.
    package init(reading value: DocumentValue) { self = value.text() ?? "" }
}

extension Int: DocumentReadable {
    package init(reading value: DocumentValue) { self = value.integer ?? 0 }
}

extension Double: DocumentReadable {
    package init(reading value: DocumentValue) { self = value.number ?? 0 }
}

extension Bool: DocumentReadable {
    package init(reading value: DocumentValue) { self = value.boolean ?? false }
}

extension Array: DocumentReadable where Element: DocumentReadable {
    package init(reading value: DocumentValue) { self = value.elements.map(Element.init(reading:)) }
}

extension Dictionary: DocumentReadable where Key == String, Value: DocumentReadable {
    package init(reading value: DocumentValue) {
        self.init(value.members.map { ($0.name, Value(reading: $0.value)) }, uniquingKeysWith: { first, _ in first })
    }
}

/// A word out of a few.
package protocol DocumentWord: DocumentReadable, RawRepresentable<String>, CaseIterable {}

extension DocumentWord {
    package init(reading value: DocumentValue) {
        let words = Self.allCases.map(\.rawValue)
        let text = value.text("one of \(words.joined(separator: ", "))")
        if let text, let word = Self(rawValue: text) {
            self = word
            return
        }
        if let text {
            let nearest = Suggestion.nearest(to: text, among: words)
            value.report(
                .invalidValue,
                "must be one of \(words.joined(separator: ", "))",
                fix: nearest.map { "did you mean '\($0)'?" }
            )
        }
        // There is a first one: an enumeration without cases has no values to read.
        self = Self.allCases[Self.allCases.startIndex]
    }
}
