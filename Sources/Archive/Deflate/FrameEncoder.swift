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

    private static let level: CInt = 6

    /// Makes the encoder of the default settings.
    public init() {}

    /// What the bytes depend on: bundles are comparable, and frames reusable, only between equal identifiers.
    public var identifier: String { "sageassets-frames-v1 libdeflate-\(MatchEncoder.version) level-\(Self.level)" }

    /// Compresses a frame.
    ///
    /// Where nothing repeats, Huffman codes must save an eighth: all that is compressed is decompressed again at every
    /// start of an endpoint, at half the speed of stored bytes.
    package func encode(_ content: [UInt8]) throws -> Frame {
        try content.withUnsafeBytes { bytes in
            if MatchProbe.findsMatches(in: bytes) {
                if let frame = try MatchEncoder.encode(bytes, level: Self.level, limit: bytes.count) {
                    return Frame(method: .matches, bytes: frame)
                }
            } else if let frame = HuffmanEncoder.encode(bytes, limit: bytes.count - bytes.count / 8) {
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
