internal import AWS
internal import Hashing
internal import HTTP
public import Objects

extension S3Client {
    /// Copies an object inside the bucket, on the server.
    ///
    /// A server that knows checksums computes that of the copy over all bytes, in however many parts the source was uploaded.
    ///
    /// - Parameters:
    ///   - source: The key of the object to copy, which has 5 GiB at most.
    ///   - etag: The source's expected ETag, or its `Last-Modified` on a server that has no ETags.
    ///   - byteCount: The source's size.
    ///   - algorithm: The checksum that the server is asked to keep of the copy.
    ///   - key: The key of the copy; an existing object is left alone.
    /// - Returns: The outcome, or nil if the source is missing or was replaced, or the server does not copy it.
    public func copy(
        _ source: String,
        etag: String?,
        byteCount: Int64,
        algorithm: ChecksumAlgorithm = .sha256,
        to key: String
    ) async throws -> WriteOutcome? {
        var operation = S3Operation(.copyObject, key: key, headers: copyHeaders(source, etag))
        operation.headers["x-amz-checksum-algorithm"] = algorithm.s3Name
        operation.headers["If-None-Match"] = "*"
        // Published objects have no annotations; copying those of others takes permissions of its own. Servers other than
        // AWS's do not know the header. Source: `AnnotationDirective` of CopyObject in the Amazon S3 API Reference.
        if configuration.isAWS { operation.headers["x-amz-object-annotation-directive"] = "EXCLUDE" }
        do {
            return try await performCopy(operation, byteCount: byteCount)
        } catch S3Error.errorResponse(let response) where [412, 501].contains(response.status) {
            if try await head(key) != nil { return .exists }
            // The source was replaced; or the server does not support the condition on the copy, or applies it to the
            // source. Without the condition the copy is not atomic, but such a server offers nothing better.
            operation.headers["If-None-Match"] = nil
            return try await nilIfNotCopied { try await performCopy(operation, byteCount: byteCount) }
        } catch S3Error.errorResponse(let response) where response.meansNotCopied {
            return nil
        }
    }

    /// Copies a range of an object into an upload; several copies may run concurrently.
    ///
    /// - Parameters:
    ///   - source: The key of the object to copy from.
    ///   - etag: The source's expected ETag, or its `Last-Modified` on a server that has no ETags.
    ///   - range: The bytes to copy.
    ///   - upload: The upload that the part belongs to.
    ///   - number: The part's number, from 1 to 10,000.
    /// - Returns: The part, or nil if the source is missing or was replaced, or the server does not copy it.
    public func copyPart(
        _ source: String,
        etag: String?,
        range: Range<Int64>,
        to upload: MultipartUpload,
        number: Int
    ) async throws -> UploadedPart? {
        var operation = S3Operation(
            .uploadPartCopy,
            key: upload.key,
            query: [.init("partNumber", String(number)), .init("uploadId", upload.id)],
            headers: copyHeaders(source, etag)
        )
        operation.headers["x-amz-copy-source-range"] = "bytes=\(range.lowerBound)-\(range.upperBound - 1)"
        return try await nilIfNotCopied {
            let result = try document(try await perform(operation), "CopyPartResult", operation)
            guard let etag = result.text(of: "ETag") else { throw invalidResponse(operation, "has no ETag") }
            let algorithm = configuration.checksumAlgorithm
            let digest = algorithm == .sha256 ? result.sha256 : nil
            let checksum = algorithm == .crc64nvme ? result.crc64nvme : nil
            return UploadedPart(
                number: number,
                byteCount: range.count,
                etag: etag,
                sha256: digest,
                crc64nvme: checksum,
                hasServerChecksum: digest != nil || checksum != nil,
                wasSent: false
            )
        }
    }

    private func copyHeaders(_ source: String, _ etag: String?) -> HTTPHeaders {
        let path = HTTPURL.percentEncode("/\(configuration.bucket)/\(source)", keepingSlashes: true)
        var headers: HTTPHeaders = ["x-amz-copy-source": path]
        let condition = etag?.hasPrefix("\"") == true ? "if-match" : "if-unmodified-since"
        headers["x-amz-copy-source-\(condition)"] = etag
        // The source's owner has a separate header.
        headers["x-amz-source-expected-bucket-owner"] = configuration.expectedBucketOwner
        return headers
    }

    private func performCopy(_ operation: S3Operation, byteCount: Int64) async throws -> WriteOutcome {
        let result = try document(try await perform(operation), "CopyObjectResult", operation)
        return .written(
            ObjectMetadata(
                byteCount: byteCount,
                checksum: result.text(of: ChecksumAlgorithm.sha256.element).flatMap { Checksum(s3: $0) },
                crc64nvme: result.crc64nvme,
                etag: result.text(of: "ETag")
            )
        )
    }

    private func nilIfNotCopied<Result>(_ body: () async throws -> Result) async throws -> Result? {
        do {
            return try await body()
        } catch S3Error.errorResponse(let response) where response.meansNotCopied {
            return nil
        }
    }
}

extension XMLTree {
    /// The SHA-256 of all bytes, as a document has it.
    var sha256: SHA256Digest? {
        text(of: ChecksumAlgorithm.sha256.element).flatMap(Base64.decode).flatMap { SHA256Digest(bytes: $0) }
    }

    /// The CRC64NVME of all bytes, as a document has it.
    var crc64nvme: CRC64NVME? { text(of: ChecksumAlgorithm.crc64nvme.element).flatMap { CRC64NVME(base64: $0) } }
}

extension S3ErrorResponse {
    /// Whether the bytes must be uploaded instead: the source is missing, was replaced or must not be read, or this
    /// server does not copy it.
    fileprivate var meansNotCopied: Bool { [400, 403, 404, 405, 412, 501].contains(status) }
}
