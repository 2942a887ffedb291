internal import Basics
internal import Hashing
internal import HTTP
internal import Objects

/// The checksum of a body that the server is asked to keep, and compares the body with.
enum RequestedChecksum: Sendable, Hashable {
    case sha256(SHA256Digest)
    case crc64nvme(CRC64NVME)

    var algorithm: ChecksumAlgorithm {
        switch self {
        case .sha256: .sha256
        case .crc64nvme: .crc64nvme
        }
    }

    /// The name of the header that requests and responses have it in.
    var header: String { algorithm.header }

    /// The value in base64.
    var base64: String {
        switch self {
        case .sha256(let digest): digest.base64
        case .crc64nvme(let checksum): checksum.base64
        }
    }

    /// The value, if it is a SHA-256 digest.
    var sha256: SHA256Digest? { if case .sha256(let digest) = self { digest } else { nil } }

    /// The value, if it is a CRC64NVME.
    var crc64nvme: CRC64NVME? { if case .crc64nvme(let checksum) = self { checksum } else { nil } }
}

extension ChecksumAlgorithm {
    /// The header of a checksum.
    var header: String { "x-amz-checksum-\(rawValue)" }
    /// The element of a checksum in documents.
    var element: String { "Checksum\(s3Name)" }
}

extension S3Client {
    /// Returns the checksum of a body that the server is asked to keep.
    ///
    /// - Parameters:
    ///   - body: The bytes, which are read if their checksum is not known.
    ///   - sha256: Their digest.
    ///   - crc64nvme: Their CRC64NVME, if it is known.
    func requestedChecksum(
        of body: any ByteSource,
        sha256: SHA256Digest,
        crc64nvme: CRC64NVME? = nil
    ) throws -> RequestedChecksum {
        switch configuration.checksumAlgorithm {
        case .sha256: .sha256(sha256)
        case .crc64nvme: .crc64nvme(try crc64nvme ?? CRC64NVME(of: body))
        }
    }

    /// Compares the checksum in a response with that of the request.
    ///
    /// - Returns: Whether there is one.
    func confirms(_ requested: RequestedChecksum, _ response: HTTPResponse, key: String) throws(S3Error) -> Bool {
        guard let checksum = response.headers[requested.header] else { return false }
        try check(checksum, is: requested.base64, requested.algorithm, key: key)
        return true
    }
}
