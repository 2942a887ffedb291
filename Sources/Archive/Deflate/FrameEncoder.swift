/// Compresses frames independently: the same content gives the same bytes on every machine.
public struct FrameEncoder: Sendable, Hashable {
    /// The kinds of deflate blocks in a frame.
    public enum Method: String, Sendable, Codable {
        /// Uncompressed bytes.
        case stored
        /// Huffman codes without matches.
        case huffman
        /// Matches and Huffman codes, by libdeflate.
        case matches
    }

    /// The balance of speed and size.
    public let compression: BundleCompression

    /// Creates an encoder with a goal.
    public init(compression: BundleCompression = .default) {
        self.compression = compression
    }

    /// Creates the encoder with an identifier that an index names; nil if this program has no encoder that makes the same
    /// bytes.
    public init?(identifier: String) {
        guard let compression = Self.identifiers.first(where: { $0.value == identifier })?.key else { return nil }
        self.init(compression: compression)
    }

    /// The identifier of the encoder: bundles are comparable, and frames reusable, only between equal ones.
    public var identifier: String { Self.identifiers[compression] ?? "" }

    /// Computed once, because each identifier takes the compression of a sample.
    private static let identifiers = Dictionary(
        uniqueKeysWithValues: BundleCompression.allCases.map { compression in
            let library = "libdeflate-\(MatchEncoder.version(level: compression.level)) level-\(compression.level)"
            let identifier = "sageassets-frames-v2 \(library)"
            return (compression, compression == .default ? identifier : "\(identifier) \(compression.rawValue)")
        }
    )

    /// Compresses the content of one frame with the method that suits it.
    package func encode(_ content: [UInt8]) throws -> EncodedFrame {
        try content.withUnsafeBytes { bytes in
            if MatchProbe.findsMatches(in: bytes) {
                if let frame = try MatchEncoder.encode(bytes, level: compression.level, limit: bytes.count) {
                    return EncodedFrame(method: .matches, bytes: frame)
                }
            } else if let frame = HuffmanEncoder.encode(bytes, limit: compression.huffmanLimit(bytes.count)) {
                return EncodedFrame(method: .huffman, bytes: frame)
            }
            return EncodedFrame(method: .stored, bytes: StoredEncoder.encode(bytes))
        }
    }
}

/// The compressed bytes of one frame with their method.
package struct EncodedFrame: Sendable {
    package let method: FrameEncoder.Method
    package let bytes: [UInt8]
}
