internal import AWSNames
public import Assets

/// A named store that assets are published to.
public struct Destination: Sendable, Hashable {
    /// The name in references files and on the command line.
    public let name: String
    /// The kind of the store with its location.
    public let kind: Kind
    /// The program that builds images; nil leaves the choice to the environment.
    public let builder: BuilderName?

    /// The kinds of stores.
    public enum Kind: Sendable, Hashable {
        /// A directory, relative to the manifest.
        case local(store: String)
        /// An S3 bucket, with a repository for images.
        case s3(S3Destination)
    }

    /// Creates a destination.
    ///
    /// - Throws: `ManifestError.invalidProperty` for a name with other characters than letters, digits, `.`, `_` and
    ///   `-`.
    public init(name: String, kind: Kind, builder: BuilderName? = nil) throws(ManifestError) {
        guard NamingRule.destinationName.accepts(name) else {
            throw .invalidProperty(name: "destination", value: name, rule: NamingRule.destinationName.description)
        }
        self.init(unchecked: name, kind: kind, builder: builder)
    }

    private init(unchecked name: String, kind: Kind, builder: BuilderName? = nil) {
        self.name = name
        self.kind = kind
        self.builder = builder
    }

    /// The default destination of a manifest without destinations: a directory beside the manifest.
    public static let local = Destination(unchecked: "local", kind: .local(store: OwnFile.storePath))
}

// MARK: Reading

extension BuilderName: DocumentEnum {}

extension Destination {
    /// The properties of destinations of all kinds.
    package enum Property: String, DocumentProperty {
        case builder
    }
}

extension Destination.Kind: DocumentPart {
    package enum Property: String, DocumentProperty {
        case store
    }

    package init(reading value: DocumentValue, besides others: [String]) {
        let properties = DocumentProperties<Property>(value, besides: others + S3Destination.Property.names)
        guard properties.has(.store) else {
            self = .s3(S3Destination(reading: value, besides: others))
            return
        }
        let known = others + Property.names
        if let other = value.members.first(where: { !known.contains($0.name) })?.name {
            let message = "has both 'store' (a directory) and '\(other)' (an S3 bucket)"
            value.report(.conflictingProperties, message, fix: "split it into two destinations")
        }
        let store = properties.requiredValue(.store)
        let path = String(reading: store)
        if path.isEmpty { store.report(.invalidValue, "must be the path of a directory") }
        self = .local(store: path)
    }
}

extension Destination {
    /// Reads a manifest's destinations.
    package static func readAll(_ value: DocumentValue) -> [Destination] {
        value.members.compactMap { name, value in
            do {
                let kind = Kind(reading: value, besides: Property.names)
                let others = Kind.Property.names + S3Destination.Property.names
                let builder: BuilderName? = DocumentProperties<Property>(value, besides: others).optional(.builder)
                return try Destination(name: name, kind: kind, builder: builder)
            } catch {
                value.report(.invalidValue, NamingRule.destinationName.description)
                return nil
            }
        }
    }
}
