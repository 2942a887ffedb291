/// A type whose values are read from a document.
///
/// The initializer never fails: it reports errors to the document's reader, and creates a placeholder for an invalid
/// value.
package protocol DocumentReadable {
    init(reading value: DocumentValue)
}

extension String: DocumentReadable {
    /// Reads a scalar as text; in YAML, any scalar is text.
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

/// An enumeration whose raw values are its values in documents.
package protocol DocumentEnum: DocumentReadable, RawRepresentable<String>, CaseIterable {}

extension DocumentEnum {
    package init(reading value: DocumentValue) {
        let allowed = Self.allCases.map(\.rawValue)
        let text = value.text("one of \(allowed.joined(separator: ", "))")
        if let text, let value = Self(rawValue: text) {
            self = value
            return
        }
        if let text {
            let nearest = Suggestion.nearest(to: text, among: allowed)
            value.report(
                .invalidValue,
                "must be one of \(allowed.joined(separator: ", "))",
                fix: nearest.map { "did you mean '\($0)'?" }
            )
        }
        // A placeholder; every such enumeration has a case.
        self = Self.allCases[Self.allCases.startIndex]
    }
}
