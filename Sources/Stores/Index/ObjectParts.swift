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
        /// The CRC64NVME of the bytes, if the store was asked to keep that.
        public let crc64nvme: CRC64NVME?

        /// Creates a description of a part.
        public init(byteCount: Int, sha256: SHA256Digest, crc64nvme: CRC64NVME? = nil) {
            self.byteCount = byteCount
            self.sha256 = sha256
            self.crc64nvme = crc64nvme
        }

        enum CodingKeys: String, CodingKey {
            case byteCount = "size"
            case sha256
            case crc64nvme
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

    /// The CRC64NVME of the object; nil if that of a part is not known.
    public var crc64nvme: CRC64NVME? {
        parts.reduce(CRC64NVME() as CRC64NVME?) { whole, part in
            guard let whole, let checksum = part.crc64nvme else { return nil }
            return .combine(whole, checksum, secondByteCount: part.byteCount)
        }
    }

    /// Computes the composite checksum of parts.
    public init(parts: [Part]) {
        self.parts = parts
        checksum = Checksum.composite(of: parts.map(\.sha256))
    }
}
