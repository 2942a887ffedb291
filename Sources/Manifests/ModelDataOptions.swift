/// How a model artifact is staged.
public struct ModelDataOptions: Sendable, Hashable {
    /// Patterns of what stays out of the bundle, behind those of `.sageassetsignore` and in its syntax.
    public var exclude: [String]

    /// Makes the options.
    public init(exclude: [String] = []) {
        self.exclude = exclude
    }
}

extension ModelDataOptions: Decodable {
    package enum CodingKeys: String, PropertyKey {
        case exclude
    }

    /// Decodes the options; unknown properties are for the caller to refuse, whose mapping this is a part of.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        self.init(exclude: try container.decodeIfPresent([String].self, forKey: .exclude) ?? [])
    }
}
