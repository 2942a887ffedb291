internal import FoundationEssentials
public import Manifests

extension Project: Decodable {
    package enum CodingKeys: String, PropertyKey {
        case version, destinations, models, endpointConfigs, endpoints
    }

    /// Decodes the manifest, version 1.
    ///
    /// Works with any decoder that gives scalars as text where text is asked for. Mistakes are `DecodingError`s, as
    /// decoders want them; `init(manifest:decoding:)` tells them to people.
    public init(from decoder: any Decoder) throws {
        // The version first: in a manifest of another one, nothing else means what we think.
        let version = try decoder.container(keyedBy: CodingKeys.self).decodeIfPresent(Int.self, forKey: .version)
        guard version == 1 else {
            throw DecodingError.mistake(
                at: decoder.codingPath + [CodingKeys.version],
                version.map { "is \($0), which this release does not know" } ?? "is missing",
                hint: "write 'version: 1'"
            )
        }
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        self.init(
            destinations: try Destination.decodeAll(from: container, forKey: .destinations),
            models: try container.decodeIfPresent([String: Model].self, forKey: .models) ?? [:],
            endpointConfigs: try container.decodeIfPresent([String: EndpointConfig].self, forKey: .endpointConfigs)
                ?? [:],
            endpoints: try container.decodeIfPresent([String: Endpoint].self, forKey: .endpoints) ?? [:]
        )
    }

    /// Decodes a manifest file and says in people's words what is wrong in it.
    ///
    ///     let project = try Project(manifest: "sageassets.yaml") { try YAMLDecoder().decode(Project.self, from: text) }
    ///
    /// - Parameters:
    ///   - file: What the file is called in errors.
    ///   - decode: Decodes the file's text with the decoder for its format.
    public init(manifest file: String, decoding decode: () throws -> Project) throws(ManifestError) {
        do {
            self = try decode()
        } catch {
            throw .manifest(DocumentProblem(file: file, decoding: error))
        }
    }

    /// Decodes a manifest in JSON.
    ///
    /// - Parameters:
    ///   - text: The manifest's text.
    ///   - file: What the file is called in errors.
    public init(json text: String, file: String = "sageassets.json") throws(ManifestError) {
        try self.init(manifest: file) { try JSONDecoder().decode(Project.self, from: Data(text.utf8)) }
    }
}
