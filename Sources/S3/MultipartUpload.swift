public import Hashing

/// A multipart upload that is neither completed nor aborted.
public struct MultipartUpload: Sendable, Hashable {
    /// The key of the object to be created.
    public let key: String
    /// The server's identifier of the upload.
    public let id: String
    /// The time of its beginning in seconds since 1970, where the server lists it.
    public let initiated: Double?
    /// S3's name of the algorithm of its parts' checksums, where the server tells it.
    public let checksumAlgorithm: String?

    /// Creates a handle of an upload that the server knows.
    public init(key: String, id: String, initiated: Double? = nil, checksumAlgorithm: String? = nil) {
        self.key = key
        self.id = id
        self.initiated = initiated
        self.checksumAlgorithm = checksumAlgorithm
    }
}

/// A part that the server has accepted.
public struct UploadedPart: Sendable, Hashable {
    /// The part's number, from 1 to 10,000.
    public let number: Int
    /// The part's size in bytes.
    public let byteCount: Int
    /// The ETag that the server assigned.
    public let etag: String
    /// The digest of the bytes; nil for a part copied by a server that returns none.
    public let sha256: SHA256Digest?
    /// The CRC64NVME of the bytes, if that is the checksum of the upload; nil for a part copied by a server that returns none.
    public let crc64nvme: CRC64NVME?
    /// Whether the response had the checksum, so that the server keeps it.
    public let hasServerChecksum: Bool
    /// Whether the bytes were sent, and not copied on the server.
    public let wasSent: Bool

    /// Creates a part from its fields.
    public init(
        number: Int,
        byteCount: Int,
        etag: String,
        sha256: SHA256Digest?,
        crc64nvme: CRC64NVME? = nil,
        hasServerChecksum: Bool,
        wasSent: Bool
    ) {
        self.number = number
        self.byteCount = byteCount
        self.etag = etag
        self.sha256 = sha256
        self.crc64nvme = crc64nvme
        self.hasServerChecksum = hasServerChecksum
        self.wasSent = wasSent
    }
}

extension Collection where Element == UploadedPart {
    /// The composite checksum of an object made of these parts, or nil where a part's digest is unknown.
    public var compositeChecksum: Checksum? {
        let digests = compactMap(\.sha256)
        return digests.count == count ? Checksum.composite(of: digests) : nil
    }

    /// The CRC64NVME of an object made of these parts in their order, or nil where that of a part is unknown.
    public var crc64nvme: CRC64NVME? {
        reduce(CRC64NVME() as CRC64NVME?) { whole, part in
            guard let whole, let checksum = part.crc64nvme else { return nil }
            return .combine(whole, checksum, secondByteCount: part.byteCount)
        }
    }
}
