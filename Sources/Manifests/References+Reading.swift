internal import AWSNames
package import Assets
internal import Basics
internal import Hashing

extension References {
    /// The versions of the format that are read.
    enum Version: String, CaseIterable {
        /// One address for all destinations of an asset, and absolute URIs.
        case first = "sageassets/references/v1"
        case second = "sageassets/references/v2"
    }

    /// Reads a references file's text.
    ///
    /// - Parameters:
    ///   - text: The file's text.
    ///   - file: The file's name in errors.
    /// - Throws: `ManifestError.references` with the position of every error. Unknown properties are errors too: what a
    ///   later release has added would be lost when the file is written again.
    public init(json text: String, file: String = References.fileName) throws(ManifestError) {
        let reader = try DocumentReader(references: text, file: file)
        self = try Self.read(reader)
        let diagnostics = reader.diagnostics(with: mismatches)
        guard diagnostics.isEmpty else { throw .references(diagnostics) }
    }

    /// Reads a document without holding objects against their addresses.
    static func read(_ reader: DocumentReader) throws(ManifestError) -> References {
        guard let root = reader.root else {
            throw .references([reader.diagnostic(.syntax, at: PropertyPath(), "is empty")])
        }
        // The schema first: in another schema, the properties may have other meanings.
        let version = try version(of: root)
        var references = References()
        let properties = DocumentProperties<Property>(root)
        for (name, value) in properties.requiredValue(.assets).members {
            // No two names have the same bytes, and keys are compared as bytes.
            for (destination, reference) in PublishedReference.all(of: value, in: version) {
                references.update(reference, of: AssetKey(name), at: destination)
            }
        }
        guard reader.diagnostics.isEmpty else { throw .references(reader.diagnostics(with: [])) }
        return version == .first ? references.withoutOtherMachines : references
    }

    private static func version(of root: DocumentValue) throws(ManifestError) -> Version {
        func error(_ code: Diagnostic.Code, _ message: String, fix: String? = nil) -> ManifestError {
            let path = code == .wrongType ? PropertyPath() : PropertyPath(Property.schema)
            return .references([root.document.diagnostic(code, at: path, message, fix: fix)])
        }
        guard root.isMapping else { throw error(.wrongType, "must be a mapping of properties") }
        guard let value = root.members.first(where: { $0.name == Property.schema.rawValue })?.value else {
            throw error(.missingProperty, "is missing")
        }
        guard let schema = value.text() else { throw .references(root.document.diagnostics) }
        if let version = Version(rawValue: schema) { return version }
        throw error(
            .unsupportedVersion,
            "is '\(schema)', which this release does not support; it supports '\(Self.schema)'",
            fix: "use the release that wrote the file, or a newer one"
        )
    }

    private enum Property: String, DocumentProperty {
        case assets, schema
    }
}

extension DocumentReader {
    /// Parses the text of a references file.
    convenience init(references text: String, file: String) throws(ManifestError) {
        do {
            try self.init(json: text, file: file)
        } catch {
            var error = error
            if error.code == .mergeConflict {
                // The sides have no markers, so that this goes no deeper.
                error.fix =
                    References.sides(ofConflictIn: text, file: file) != nil
                    ? "run 'sageassets publish', which merges both sides"
                    : "restore the file from version control, or remove it and publish again"
            }
            throw .references([error])
        }
    }
}

extension AssetKind: DocumentEnum {}

extension PublishedReference {
    private enum AssetProperty: String, DocumentProperty {
        case destinations, kind
    }

    private enum AddressProperty: String, DocumentProperty {
        case address
    }

    /// Reads the publications of an asset by destination.
    fileprivate static func all(
        of asset: DocumentValue,
        in version: References.Version
    ) -> [(destination: String, PublishedReference)] {
        let hasOneAddress = version == .first
        let properties = DocumentProperties<AssetProperty>(asset, besides: hasOneAddress ? AddressProperty.names : [])
        let kind: AssetKind = properties.required(.kind)
        let address: SHA256Digest? =
            hasOneAddress
            ? DocumentProperties<AddressProperty>(asset, besides: AssetProperty.names).required(.address) : nil
        return properties.requiredValue(.destinations).members.map { name, value in
            let others = hasOneAddress ? [] : AddressProperty.names
            let content = Content(reading: value, kind: kind, besides: others)
            let address =
                address
                ?? DocumentProperties<AddressProperty>(value, besides: Content.Property.names).required(.address)
            return (name, PublishedReference(address: address, content: content))
        }
    }
}

extension PublishedReference.Content {
    fileprivate enum Property: String, DocumentProperty {
        case context, image, modelData
    }

    fileprivate init(reading value: DocumentValue, kind: AssetKind, besides others: [String]) {
        let properties = DocumentProperties<Property>(value, besides: others)
        switch properties.only(of: [.context, .modelData]) {
        case .modelData: self = .modelData(properties.required(.modelData))
        default:
            // Without a context, which is reported, the placeholder of an empty object takes its place.
            let context = properties.optional(.context) ?? ObjectReference(checksum: .placeholder, size: 0, uri: "")
            self = .image(context: context, image: properties.optional(.image))
        }
        switch kind {
        case .image where properties.has(.modelData):
            value.report(.conflictingProperties, "belongs to an image, but has 'modelData'")
        case .modelData where properties.has(.context) || properties.has(.image):
            value.report(.conflictingProperties, "belongs to model data, but has 'context' or 'image'")
        case .image, .modelData: break
        }
    }
}

extension Checksum {
    /// The placeholder for an invalid checksum.
    fileprivate static let placeholder = Checksum.fullObject(.placeholder)
}

extension ObjectReference: DocumentObject {
    package enum Property: String, DocumentProperty {
        case sha256, sha256OfParts, size, uri
    }

    package init(reading value: DocumentValue) {
        let properties = DocumentProperties<Property>(value)
        let checksum: Checksum =
            switch properties.only(of: [.sha256, .sha256OfParts]) {
            case .sha256OfParts: .composite(properties.required(.sha256OfParts))
            default: properties.optional(.sha256).map { .fullObject($0) } ?? .placeholder
            }
        let size: Int = properties.required(.size)
        if size < 0 { properties.requiredValue(.size).report(.outOfRange, "must not be negative") }
        self.init(checksum: checksum, size: size, uri: properties.required(.uri))
    }
}

extension ImageReference: DocumentObject {
    package enum Property: String, DocumentProperty {
        case digest, uri
    }

    package init(reading value: DocumentValue) {
        let properties = DocumentProperties<Property>(value)
        let digest = properties.text(.digest, .imageDigest) ?? properties.required(.digest)
        self.init(digest: digest, uri: properties.required(.uri))
    }
}

extension SHA256Digest: DocumentReadable {
    /// The placeholder for an invalid digest.
    fileprivate static let placeholder = SHA256.hash("")

    package init(reading value: DocumentValue) {
        let text = value.text()
        if let text, let digest = SHA256Digest(text) {
            self = digest
            return
        }
        if text != nil { value.report(.invalidValue, "must be a digest: 64 lower-case hexadecimal digits") }
        self = .placeholder
    }
}
