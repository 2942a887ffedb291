/// The algorithm of the checksum that a store is asked to keep of each object.
///
/// Source: "Checking object integrity in Amazon S3", Amazon S3 User Guide.
public enum ChecksumAlgorithm: String, Sendable, Hashable, CaseIterable {
    /// SHA-256: of all bytes, or of the digests of the parts that the object is sent in (S3's type `COMPOSITE`).
    case sha256
    /// CRC-64/NVME of all bytes, in however many parts they are sent (S3's type `FULL_OBJECT`).
    case crc64nvme

    /// The name for people.
    public var title: String {
        switch self {
        case .sha256: "SHA-256"
        case .crc64nvme: "CRC64NVME"
        }
    }

    /// The name in S3's headers and documents.
    public var s3Name: String { rawValue.uppercased() }
}
