internal import Hashing

/// Compresses frames, each by itself: the same content gives the same bytes on every machine.
public struct FrameEncoder: Sendable, Hashable {
    /// How a frame was compressed.
    public enum Method: String, Sendable, Codable {
        /// Bytes as they are.
        case stored
        /// Huffman codes without matches.
        case huffman
        /// Matches and Huffman codes, by libdeflate.
        case matches
    }

    package struct Frame: Sendable {
        package let method: Method
        package let bytes: [UInt8]
    }

    /// What counts when frames are compressed.
    public let compression: BundleCompression

    /// Makes an encoder.
    public init(compression: BundleCompression = .default) {
        self.compression = compression
    }

    /// Makes the encoder that an index names.
    ///
    /// - Returns: nil if this program has none that makes the same bytes.
    public init?(identifier: String) {
        guard let compression = Self.identifiers.first(where: { $0.value == identifier })?.key else { return nil }
        self.init(compression: compression)
    }

    /// What the bytes depend on: bundles are comparable, and frames reusable, only between equal identifiers.
    public var identifier: String { Self.identifiers[compression] ?? "" }

    /// Made once, for each has a sample compressed.
    private static let identifiers = Dictionary(
        uniqueKeysWithValues: BundleCompression.allCases.map { compression in
            let library = "libdeflate-\(MatchEncoder.version(level: compression.level)) level-\(compression.level)"
            let identifier = "sageassets-frames-v2 \(library)"
            return (compression, compression == .default ? identifier : "\(identifier) \(compression.rawValue)")
        }
    )

    /// Compresses a frame.
    package func encode(_ content: [UInt8]) throws -> Frame {
        try content.withUnsafeBytes { bytes in
            if MatchProbe.findsMatches(in: bytes) {
                if let frame = try MatchEncoder.encode(bytes, level: compression.level, limit: bytes.count) {
                    return Frame(method: .matches, bytes: frame)
                }
            } else if let frame = HuffmanEncoder.encode(bytes, limit: compression.huffmanLimit(bytes.count)) {
                return Frame(method: .huffman, bytes: frame)
            }
            return Frame(method: .stored, bytes: StoredEncoder.encode(bytes))
        }
    }
}

/// The bytes around the frames of a single-member gzip file (RFC 1952).
package enum Gzip {
    /// No name, no time, no system: nothing that differs between two machines.
    package static let header: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 0xFF]

    /// An empty last block, the checksum of the content, and its size.
    package static func trailer(crc32: UInt32, byteCount: Int64) -> [UInt8] {
        let size = UInt32(truncatingIfNeeded: byteCount)
        return [1, 0, 0, 0xFF, 0xFF] + littleEndian(crc32) + littleEndian(size)
    }

    private static func littleEndian(_ value: UInt32) -> [UInt8] {
        withUnsafeBytes(of: value.littleEndian) { Array($0) }
    }
}
