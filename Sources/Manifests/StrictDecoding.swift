/// A mistake in a property, carried to the caller inside a `DecodingError`, which has its path.
package struct PropertyMistake: Error {
    let problem: String
    let hint: String?
}

/// A key of any mapping, or the place of an element of a list.
package struct AnyKey: CodingKey {
    package let stringValue: String
    package var intValue: Int? { nil }

    package init(stringValue: String) {
        self.stringValue = stringValue
    }

    package init?(intValue: Int) { nil }
}

/// The properties that a type has in the manifest.
package protocol PropertyKey: CodingKey, CaseIterable {}

extension PropertyKey {
    /// The names of the properties, as they are written.
    package static var names: [String] { allCases.map(\.stringValue) }
}

extension Decoder {
    /// Returns the mapping here, after refusing the properties that the type does not have.
    ///
    /// Decoders skip what they were not asked for; a skipped `modelDat` would deploy a model without data.
    package func strictContainer<Key: PropertyKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
        let written = try container(keyedBy: AnyKey.self).allKeys
        if let unknown = written.first(where: { !Key.names.contains($0.stringValue) }) {
            throw DecodingError.mistake(
                at: codingPath + [unknown],
                "is not a property here",
                hint: Suggestion.hint(for: unknown.stringValue, among: Key.names)
            )
        }
        return try container(keyedBy: type)
    }
}

extension DecodingError {
    /// A mistake of the document's author.
    package static func mistake(at path: [any CodingKey], _ problem: String, hint: String? = nil) -> DecodingError {
        .dataCorrupted(
            Context(
                codingPath: path,
                debugDescription: problem,
                underlyingError: PropertyMistake(problem: problem, hint: hint)
            )
        )
    }
}
