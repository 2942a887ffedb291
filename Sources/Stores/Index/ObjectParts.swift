public import Hashing

/// The parts that an object was sent in, with their composite checksum.
///
/// <https://docs.aws.amazon.com/AmazonS3/latest/userguide/checking-object-integrity.html>
public struct ObjectParts: Sendable, Hashable {
    /// A part of the object.
    public struct Part: Sendable, Hashable, Codable {
        /// The size in bytes.
        public let byteCount: Int
        /// The digest of the bytes.
        public let sha256: SHA256Digest

        /// Creates a description of a part.
        public init(byteCount: Int, sha256: SHA256Digest) {
            self.byteCount = byteCount
            self.sha256 = sha256
        }

        enum CodingKeys: String, CodingKey {
            case byteCount = "size"
            case sha256
        }
    }

    /// The parts in their order.
    public let parts: [Part]
    /// The composite checksum of the object.
    public let checksum: Checksum

    /// The ranges of the parts in the object.
    package var ranges: [Range<Int64>] {
        var end: Int64 = 0
        return parts.map { part in
            let start = end
            end += Int64(part.byteCount)
            return start..<end
        }
    }

    /// Computes the composite checksum of parts.
    public init(parts: [Part]) {
        self.parts = parts
        checksum = Checksum.composite(of: parts.map(\.sha256))
    }
}
