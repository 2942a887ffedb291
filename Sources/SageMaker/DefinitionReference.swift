/// A mention of another definition: of a model in a variant, of an endpoint configuration in an endpoint.
///
/// In Swift it is written as the definition's name, a string literal.
public struct DefinitionReference<Definition>: Sendable, Hashable, ExpressibleByStringLiteral {
    /// The name of the definition, as it stands in the project.
    public let name: String

    /// Mentions the definition of a name.
    public init(_ name: String) {
        self.name = name
    }

    /// Makes it of a string literal.
    public init(stringLiteral value: String) {
        self.init(value)
    }
}

extension DefinitionReference: Decodable {
    /// Decodes a mention of a manifest.
    public init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(String.self))
    }
}
