internal import AWS
public import Basics
public import Hashing
internal import HTTP
public import Objects

/// A part of an unfinished upload, as the server lists it.
public struct ListedPart: Sendable, Hashable {
    /// The part's number, from 1 to 10,000.
    public let number: Int
    /// The part's size in bytes.
    public let byteCount: Int
    /// The ETag that the server assigned.
    public let etag: String
    /// The digest of the bytes; nil if the server keeps none.
    public let sha256: SHA256Digest?
    /// The CRC64NVME of the bytes; nil if the server keeps none.
    public let crc64nvme: CRC64NVME?
    /// The time at which it was sent, in seconds since 1970, where the server lists it.
    public let modified: Double?
}

extension S3Client {
    /// Returns the unfinished uploads of the objects whose keys have a prefix, oldest first for each key.
    ///
    /// - Parameter prefix: The prefix of the keys; a whole key finds the uploads of its object.
    /// - Throws: `S3Error` if the server does not list them: it needs the permission `s3:ListBucketMultipartUploads`.
    public func unfinishedUploads(_ prefix: String) async throws -> [MultipartUpload] {
        var uploads: [MultipartUpload] = []
        var known: Set<MultipartUpload> = []
        var markers: [HTTPURL.QueryItem] = []
        while true {
            // Sorted by name, as they are signed. Keys may contain characters that XML cannot represent.
            let query =
                [.init("encoding-type", "url")] + markers.prefix(1) + [.init("prefix", prefix)]
                + markers.dropFirst() + [.init("uploads")]
            let operation = S3Operation(.listMultipartUploads, query: query, responseLimit: XMLTree.maximumByteCount)
            let result = try document(try await perform(operation), "ListMultipartUploadsResult", operation)
            let isEncoded = result.text(of: "EncodingType") == "url"
            let countBefore = uploads.count
            for element in result.children where element.name == "Upload" {
                guard let upload = MultipartUpload(element, isEncoded: isEncoded) else {
                    throw invalidResponse(operation, "names an upload without a key or an id")
                }
                if known.insert(upload).inserted { uploads.append(upload) }
            }
            guard result.text(of: "IsTruncated") == "true" else { return uploads }
            let next = ["NextKeyMarker", "NextUploadIdMarker"].map { result.text(of: $0) ?? "" }
            guard !next[0].isEmpty, let key = isEncoded ? HTTPURL.percentDecode(next[0], plusIsSpace: true) : next[0]
            else { throw invalidResponse(operation, "is truncated and names no next key") }
            // Whatever its markers: a server that names no other uploads would be asked for ever.
            guard uploads.count > countBefore else { throw invalidResponse(operation, "names the same page again") }
            markers = [.init("key-marker", key), .init("upload-id-marker", next[1])]
        }
    }

    /// Returns the parts of an unfinished upload, by number; none of an upload that is no longer there.
    ///
    /// - Throws: `S3Error` if the server does not list them: it needs the permission `s3:ListMultipartUploadParts`.
    public func parts(of upload: MultipartUpload) async throws -> [Int: ListedPart] {
        var parts: [Int: ListedPart] = [:]
        var marker = 0
        while true {
            let markers = marker > 0 ? [HTTPURL.QueryItem("part-number-marker", String(marker))] : []
            let operation = S3Operation(
                .listParts,
                key: upload.key,
                query: markers + [.init("uploadId", upload.id)],
                responseLimit: XMLTree.maximumByteCount
            )
            let response: HTTPResponse
            do {
                response = try await perform(operation)
            } catch S3Error.errorResponse(let response) where response.status == 404 {
                return [:]
            }
            let result = try document(response, "ListPartsResult", operation)
            let countBefore = parts.count
            for element in result.children where element.name == "Part" {
                guard let part = ListedPart(element) else {
                    throw invalidResponse(operation, "names a part without a number, a size or an ETag")
                }
                parts[part.number] = part
            }
            guard result.text(of: "IsTruncated") == "true" else { return parts }
            // Part numbers end, and so does the listing.
            guard let next = result.text(of: "NextPartNumberMarker").flatMap({ Int($0) }), parts.count > countBefore,
                marker < next, next <= 10_000
            else { throw invalidResponse(operation, "is truncated and names no next part") }
            marker = next
        }
    }
}

extension MultipartUpload {
    fileprivate init?(_ element: XMLTree, isEncoded: Bool) {
        guard let key = element.key(isEncoded: isEncoded), let id = element.text(of: "UploadId"), !id.isEmpty
        else { return nil }
        self.init(
            key: key,
            id: id,
            initiated: element.time("Initiated"),
            checksumAlgorithm: element.text(of: "ChecksumAlgorithm")
        )
    }
}

extension XMLTree {
    /// A time in seconds since 1970.
    fileprivate func time(_ name: String) -> Double? {
        text(of: name).flatMap { Timestamp(iso8601: $0) }.map { Double($0.secondsSinceEpoch) }
    }
}

extension ListedPart {
    /// The largest part that S3 accepts, which no sum of sizes overflows with.
    private static let byteLimit = 5 << 30

    fileprivate init?(_ element: XMLTree) {
        guard let number = element.text(of: "PartNumber").flatMap({ Int($0) }), (1...10_000).contains(number),
            let byteCount = element.text(of: "Size").flatMap({ Int($0) }), (0...Self.byteLimit).contains(byteCount),
            let etag = element.text(of: "ETag"), !etag.isEmpty
        else { return nil }
        self.number = number
        self.byteCount = byteCount
        self.etag = etag.hasPrefix("\"") ? etag : "\"\(etag)\""
        (sha256, crc64nvme) = (element.sha256, element.crc64nvme)
        modified = element.time("LastModified")
    }

    /// The result of a comparison with the bytes of a new run's part.
    public enum Comparison: Sendable, Hashable {
        /// The bytes are the same: the part need not be sent.
        case same(UploadedPart)
        /// The bytes are others, so that the upload is one of another content.
        case other
        /// The server tells too little: the part must be sent again.
        case unknown
    }

    /// Compares the part with one of a new run's upload.
    ///
    /// Without a checksum of the algorithm in use the ETag is compared, which is the MD5 of the bytes unless the server encrypts them with a key of
    /// its own, or has ETags of its own kind: another one proves nothing.
    ///
    /// - Parameters:
    ///   - bytes: The bytes of the new run's part.
    ///   - sha256: Their digest.
    ///   - crc64nvme: Their CRC64NVME, if that is the checksum which the server is asked to keep.
    /// - Throws: An error of reading the bytes.
    public func comparison(
        with bytes: any ByteSource,
        sha256: SHA256Digest,
        crc64nvme: CRC64NVME? = nil
    ) throws -> Comparison {
        guard byteCount == bytes.byteCount else { return .other }
        let same = Comparison.same(uploaded(sha256, crc64nvme))
        if let isEqual = hasChecksum(sha256, crc64nvme) { return isEqual ? same : .other }
        guard var hash = MD5() else { return .unknown }
        try bytes.forEachPiece { piece, _ in hash.update(piece) }
        return etag == "\"\(Hex.encode(hash.finish()))\"" ? same : .unknown
    }

    /// Returns the part as one that would be copied from a range of another object, if the server tells that it has the same
    /// bytes.
    public func uploaded(
        as range: Range<Int64>,
        sha256: SHA256Digest,
        crc64nvme: CRC64NVME? = nil
    ) -> UploadedPart? {
        byteCount == range.count && hasChecksum(sha256, crc64nvme) == true ? uploaded(sha256, crc64nvme) : nil
    }

    /// Whether the part has the checksum that the server is asked to keep; nil where the server lists none.
    private func hasChecksum(_ digest: SHA256Digest, _ checksum: CRC64NVME?) -> Bool? {
        if let checksum { return crc64nvme.map { $0 == checksum } }
        return sha256.map { $0 == digest }
    }

    /// Whether the part may belong to an upload whose checksums are of an algorithm, as far as the server lists them.
    public func mayHave(_ algorithm: ChecksumAlgorithm) -> Bool {
        switch algorithm {
        case .sha256: sha256 != nil || crc64nvme == nil
        case .crc64nvme: crc64nvme != nil || sha256 == nil
        }
    }

    private func uploaded(_ digest: SHA256Digest, _ checksum: CRC64NVME?) -> UploadedPart {
        UploadedPart(
            number: number,
            byteCount: byteCount,
            etag: etag,
            sha256: digest,
            crc64nvme: checksum,
            hasServerChecksum: hasChecksum(digest, checksum) == true,
            wasSent: true
        )
    }
}
