package import Assets
internal import Basics
package import Hashing

extension References {
    /// Reads a references file's text.
    ///
    /// - Parameters:
    ///   - text: The file's text.
    ///   - file: The file's name in errors.
    /// - Throws: `ManifestError.references` with the position of every error. Unknown properties are errors too: what a
    ///   later release has added would be lost when the file is written again.
    public init(json text: String, file: String = References.fileName) throws(ManifestError) {
        let reader: DocumentReader
        do {
            reader = try DocumentReader(json: text, file: file)
        } catch {
            var error = error
            if error.code == .mergeConflict {
                error.fix = "check out either side, and run 'sageassets publish': published assets are found again"
            }
            throw .references([error])
        }
        guard let root = reader.root else {
            throw .references([reader.diagnostic(.syntax, at: PropertyPath(), "is empty")])
        }
        // The schema first: in another schema, the properties may have other meanings.
        if let diagnostic = Self.diagnostic(ofSchemaIn: root) { throw .references([diagnostic]) }
        self.init(reading: root)
        let diagnostics = reader.diagnostics(with: [])
        guard diagnostics.isEmpty else { throw .references(diagnostics) }
    }

    private static func diagnostic(ofSchemaIn root: DocumentValue) -> Diagnostic? {
        guard root.isMapping else {
            return root.document.diagnostic(.wrongType, at: PropertyPath(), "must be a mapping of properties")
        }
        let path = PropertyPath(Property.schema)
        guard let value = root.members.first(where: { $0.name == Property.schema.rawValue })?.value else {
            return root.document.diagnostic(.missingProperty, at: path, "is missing")
        }
        guard let schema = value.text() else { return root.document.diagnostics.first }
        if schema == References.schema { return nil }
        return root.document.diagnostic(
            .unsupportedVersion,
            at: path,
            "is '\(schema)', which this release does not support; it supports '\(References.schema)'",
            fix: "use the release that wrote the file, or a newer one"
        )
    }
}

extension References: DocumentObject {
    package enum Property: String, DocumentProperty {
        case assets, schema
    }

    package init(reading value: DocumentValue) {
        let properties = DocumentProperties<Property>(value)
        let assets = properties.requiredValue(.assets).members.map { name, value in
            (AssetKey(name), AssetReference(reading: value))
        }
        // No two names have the same bytes, and keys are compared as bytes.
        self.init(assets: Dictionary(assets, uniquingKeysWith: { first, _ in first }))
    }
}

extension AssetKind: DocumentEnum {}

extension AssetReference: DocumentObject {
    package enum Property: String, DocumentProperty {
        case address, destinations, kind
    }

    package init(reading value: DocumentValue) {
        let properties = DocumentProperties<Property>(value)
        let kind: AssetKind = properties.required(.kind)
        var destinations: [String: PublishedReference] = [:]
        for (name, value) in properties.requiredValue(.destinations).members {
            let reference = PublishedReference(reading: value)
            if !reference.isOf(kind) {
                let message =
                    switch kind {
                    case .image: "belongs to an image, but has 'modelData'"
                    case .modelData: "belongs to model data, but has 'context' or 'image'"
                    }
                value.report(.conflictingProperties, message)
            }
            destinations[name] = reference
        }
        self.init(address: properties.required(.address), kind: kind, destinations: destinations)
    }
}

extension PublishedReference: DocumentObject {
    package enum Property: String, DocumentProperty {
        case context, image, modelData
    }

    package init(reading value: DocumentValue) {
        let properties = DocumentProperties<Property>(value)
        self.init(
            context: properties.optional(.context),
            image: properties.optional(.image),
            modelData: properties.optional(.modelData)
        )
    }

    fileprivate func isOf(_ kind: AssetKind) -> Bool {
        switch kind {
        case .image: modelData == nil
        case .modelData: context == nil && image == nil
        }
    }
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
            default: .fullObject(properties.optional(.sha256) ?? .placeholder)
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
        self.init(digest: properties.required(.digest), uri: properties.required(.uri))
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
