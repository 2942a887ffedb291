internal import Assets
internal import Basics
internal import FoundationEssentials
internal import Hashing

extension References {
    /// Reads a references file's text.
    ///
    /// - Parameters:
    ///   - text: The file's text.
    ///   - file: What the file is called in errors.
    /// - Throws: `ManifestError.references`, with the place, for what is not exactly a references document. What a
    ///   later release may have added is refused too: it would be lost when the file is written again.
    public init(json text: String, file: String = References.fileName) throws(ManifestError) {
        do {
            self = try JSONDecoder().decode(Document.self, from: Data(text.utf8)).references
        } catch {
            throw .references(DocumentProblem(file: file, decoding: error))
        }
    }
}

/// The document as it is written.
private struct Document: Decodable {
    let references: References

    enum CodingKeys: String, PropertyKey {
        case assets, schema
    }

    init(from decoder: any Decoder) throws {
        // The schema first: in a document of another one, nothing else means what we think.
        let schema = try decoder.container(keyedBy: CodingKeys.self).decode(String.self, forKey: .schema)
        guard schema == References.schema else {
            throw DecodingError.mistake(
                at: [CodingKeys.schema],
                "is '\(schema)', which this release does not know; it knows '\(References.schema)'",
                hint: "use the release that wrote the file, or a newer one"
            )
        }
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        let assets = try container.decode([String: AssetReference].self, forKey: .assets)
        references = References(
            assets: Dictionary(assets.map { (AssetKey($0), $1) }, uniquingKeysWith: { first, _ in first })
        )
    }
}

extension AssetReference: Decodable {
    private enum CodingKeys: String, PropertyKey {
        case address, destinations, kind
    }

    /// Decodes one asset of a references file.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        let kind = try container.decode(String.self, forKey: .kind)
        guard let kind = AssetKind(rawValue: kind) else {
            throw DecodingError.mistake(at: container.codingPath + [CodingKeys.kind], "must be image or modelData")
        }
        self.init(
            address: try container.decode(SHA256Digest.self, forKey: .address),
            kind: kind,
            destinations: try container.decode([String: PublishedReference].self, forKey: .destinations)
        )
        for (name, reference) in destinations where !reference.isOf(kind) {
            throw DecodingError.mistake(
                at: container.codingPath + [CodingKeys.destinations, AnyKey(stringValue: name)],
                kind == .image ? "is of an image and has modelData" : "is of model data and has a context or an image"
            )
        }
    }
}

extension PublishedReference: Decodable {
    private enum CodingKeys: String, PropertyKey {
        case context, image, modelData
    }

    /// Decodes what was published at one destination.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        self.init(
            context: try container.decodeIfPresent(ObjectReference.self, forKey: .context),
            image: try container.decodeIfPresent(ImageReference.self, forKey: .image),
            modelData: try container.decodeIfPresent(ObjectReference.self, forKey: .modelData)
        )
    }

    fileprivate func isOf(_ kind: AssetKind) -> Bool {
        switch kind {
        case .image: modelData == nil
        case .modelData: context == nil && image == nil
        }
    }
}

extension ObjectReference: Decodable {
    private enum CodingKeys: String, PropertyKey {
        case sha256, sha256OfParts, size, uri
    }

    /// Decodes an object's reference.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        self.init(
            checksum: try container.decodeIfPresent(String.self, forKey: .sha256OfParts).map { .sha256OfParts($0) }
                ?? .sha256(try container.decode(SHA256Digest.self, forKey: .sha256)),
            size: try container.decode(Int.self, forKey: .size),
            uri: try container.decode(String.self, forKey: .uri)
        )
        guard container.allKeys.count == 3 else {
            throw DecodingError.mistake(at: container.codingPath, "has two checksums")
        }
        guard size >= 0 else {
            throw DecodingError.mistake(at: container.codingPath + [CodingKeys.size], "must not be negative")
        }
    }
}

extension ImageReference: Decodable {
    private enum CodingKeys: String, PropertyKey {
        case digest, uri
    }

    /// Decodes an image's reference.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        self.init(
            digest: try container.decode(String.self, forKey: .digest),
            uri: try container.decode(String.self, forKey: .uri)
        )
    }
}
