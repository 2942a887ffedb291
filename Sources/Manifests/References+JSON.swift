internal import Assets
public import Basics
internal import Hashing

extension References {
    /// The references file's text: sorted keys, two spaces of indentation, a newline at the end.
    public var text: String {
        // Not from one JSON value, whose names are Swift strings: keys that differ only in Unicode normalization are
        // different paths.
        let members = assets.sorted { $0.key < $1.key }.map { key, asset in
            let lines = asset.json.indented.split(separator: "\n").joined(separator: "\n    ")
            return "\n    \(JSON.string(key.description).compact): \(lines)"
        }
        let assets = members.isEmpty ? "{}" : "{\(members.joined(separator: ","))\n  }"
        return "{\n  \"assets\": \(assets),\n  \"schema\": \"\(Self.schema)\"\n}\n"
    }

    /// The references document as a JSON value.
    public var json: JSON {
        let assets = assets.map { ($0.key.description, $0.value.json) }
        return .object([
            "assets": .object(Dictionary(assets, uniquingKeysWith: { first, _ in first })),
            "schema": .string(Self.schema),
        ])
    }
}

extension AssetReference {
    fileprivate var json: JSON {
        .object(["destinations": .object(destinations.mapValues(\.json)), "kind": .string(kind.rawValue)])
    }
}

extension PublishedReference {
    fileprivate var json: JSON {
        let address = JSON.string(address.description)
        return switch content {
        case .modelData(let object): .object(["address": address, "modelData": object.json])
        case .image(let context, let image):
            .object(compacting: ["address": address, "context": context.json, "image": image?.json])
        }
    }
}

extension ObjectReference {
    fileprivate var json: JSON {
        let (name, value) =
            switch checksum {
            case .fullObject(let digest): ("sha256", digest.description)
            case .composite(let text): ("sha256OfParts", text)
            }
        return .object([name: .string(value), "size": .integer(size), "uri": .string(uri)])
    }
}

extension ImageReference {
    fileprivate var json: JSON { .object(["digest": .string(digest), "uri": .string(uri)]) }
}

// MARK: Coding

extension ObjectReference: Codable {
    private enum CodingKeys: String, CodingKey {
        case sha256, sha256OfParts, size, uri
    }

    /// Reads a reference.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let checksumOfParts = try container.decodeIfPresent(String.self, forKey: .sha256OfParts)
        self.init(
            checksum: try checksumOfParts.map { .composite($0) }
                ?? .fullObject(container.decode(SHA256Digest.self, forKey: .sha256)),
            size: try container.decode(Int.self, forKey: .size),
            uri: try container.decode(String.self, forKey: .uri)
        )
    }

    /// Writes the reference as a references file has it.
    public func encode(to encoder: any Encoder) throws { try json.encode(to: encoder) }
}
