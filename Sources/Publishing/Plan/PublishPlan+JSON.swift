internal import Assets
package import Basics
internal import FoundationEssentials
internal import Hashing
internal import Manifests

extension PublishPlan: Codable {
    private enum CodingKeys: String, CodingKey {
        case schema, plan, failed, warnings
    }

    /// Reads a plan.
    ///
    /// - Throws: `PublishingError.invalidPlan` for a plan of another release, or `DecodingError`.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        guard try container.decode(String.self, forKey: .schema) == Self.schema else {
            throw PublishingError.invalidPlan(reason: "its schema is not '\(Self.schema)'")
        }
        items = try container.decode([Item].self, forKey: .plan)
        failures = try container.decode([PublishFailure].self, forKey: .failed)
        warnings = try container.decode([PublishWarning].self, forKey: .warnings)
    }

    /// Writes the plan.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(Self.schema, forKey: .schema)
        try container.encode(items, forKey: .plan)
        try container.encode(failures, forKey: .failed)
        try container.encode(warnings, forKey: .warnings)
    }

    /// The plan's document: sorted keys, two spaces of indentation, a newline at the end.
    public var text: String {
        get throws { try JSON(encoding: self).indented }
    }

    /// Reads a plan's document.
    ///
    /// - Throws: `PublishingError.invalidPlan`.
    public init(json text: String) throws(PublishingError) {
        do {
            self = try JSONDecoder().decode(PublishPlan.self, from: Data(text.utf8))
        } catch let error as PublishingError {
            throw error
        } catch {
            throw .invalidPlan(reason: (error as? DecodingError)?.problem ?? "it cannot be read")
        }
    }
}

extension JSON {
    /// Converts a value that can be encoded.
    package init(encoding value: some Encodable) throws {
        self = try JSONDecoder().decode(JSON.self, from: JSONEncoder().encode(value))
    }
}
