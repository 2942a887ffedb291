/// How a model artifact is staged and published.
public struct ModelDataOptions: Sendable, Hashable {
    /// What a directory is published as.
    public enum Compression: String, Sendable, Hashable, CaseIterable {
        /// One `tar.gz`, which SageMaker unpacks.
        case gzip
        /// Each file as an object of its own below one prefix, which SageMaker copies as they are.
        ///
        /// A file is published as it is either way.
        case none
    }

    /// Patterns of what stays out of the asset, behind those of `.sageassetsignore` and in its syntax.
    public var exclude: [String]
    /// What a directory is published as; it makes no difference to the asset's address.
    public var compression: Compression

    /// Makes the options.
    public init(exclude: [String] = [], compression: Compression = .gzip) {
        self.exclude = exclude
        self.compression = compression
    }
}

extension ModelDataOptions: Decodable {
    package enum CodingKeys: String, PropertyKey {
        case exclude, compression
    }

    /// Decodes the options; unknown properties are for the caller to refuse, whose mapping this is a part of.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let compression = try container.decodeIfPresent(String.self, forKey: .compression).map { text in
            guard let compression = Compression(rawValue: text) else {
                let names = Compression.allCases.map(\.rawValue)
                throw DecodingError.mistake(
                    at: container.codingPath + [CodingKeys.compression],
                    "must be \(names.joined(separator: " or "))",
                    hint: Suggestion.hint(for: text, among: names)
                )
            }
            return compression
        }
        self.init(
            exclude: try container.decodeIfPresent([String].self, forKey: .exclude) ?? [],
            compression: compression ?? .gzip
        )
    }
}
