/// A named store that assets are published to.
public struct Destination: Sendable, Hashable {
    /// What it is called in references files and on the command line.
    public let name: String
    /// Where it is.
    public let kind: Kind

    /// The kinds of stores.
    public enum Kind: Sendable, Hashable {
        /// A directory, relative to the manifest.
        case local(store: String)
        /// An S3 bucket, with a repository for images.
        case s3(S3Destination)
    }

    /// Names a store.
    ///
    /// - Throws: `ManifestError.invalidProperty` for a name that cannot stand in a references file.
    public init(name: String, kind: Kind) throws(ManifestError) {
        guard NamingRule.destinationName.accepts(name) else {
            throw .invalidProperty(name: "destination", value: name, rule: NamingRule.destinationName.description)
        }
        self.init(unchecked: name, kind: kind)
    }

    private init(unchecked name: String, kind: Kind) {
        self.name = name
        self.kind = kind
    }

    /// The store that is used where none is given: a directory beside the manifest.
    public static let local = Destination(unchecked: "local", kind: .local(store: ".sageassets/store"))
}

// MARK: Decoding

extension Destination.Kind: Decodable {
    package enum CodingKeys: String, PropertyKey {
        case store
    }

    /// Decodes a destination's kind of a manifest.
    public init(from decoder: any Decoder) throws {
        try decoder.refuseProperties(besides: CodingKeys.names + S3Destination.CodingKeys.names)
        let container = try decoder.container(keyedBy: CodingKeys.self)
        guard container.contains(.store) else {
            self = .s3(try S3Destination(from: decoder))
            return
        }
        let others = try decoder.container(keyedBy: S3Destination.CodingKeys.self).allKeys
        guard others.isEmpty else {
            throw DecodingError.mistake(
                at: decoder.codingPath,
                "has both 'store' (a directory) and '\(others[0].stringValue)' (an S3 bucket)",
                hint: "make two destinations of it"
            )
        }
        let store = try container.decode(String.self, forKey: .store)
        guard !store.isEmpty else {
            throw DecodingError.mistake(at: decoder.codingPath + [CodingKeys.store], "must be a directory's path")
        }
        self = .local(store: store)
    }
}

extension Destination {
    /// Reads a manifest's destinations, sorted by name; the local one if there are none.
    package static func decodeAll<Key: CodingKey>(
        from container: KeyedDecodingContainer<Key>,
        forKey key: Key
    ) throws -> [Destination] {
        let kinds = try container.decodeIfPresent([String: Kind].self, forKey: key) ?? [:]
        let destinations = try kinds.map { name, kind in
            do {
                return try Destination(name: name, kind: kind)
            } catch {
                throw DecodingError.mistake(
                    at: container.codingPath + [key, AnyKey(stringValue: name)],
                    NamingRule.destinationName.description
                )
            }
        }
        return destinations.isEmpty ? [.local] : destinations.sorted { $0.name < $1.name }
    }
}
