internal import Hashing
internal import HTTP

extension S3Client {
    /// Copies an object inside the bucket, without its bytes being sent.
    ///
    /// The server takes the copy's SHA-256, if it knows checksums: of all bytes, in however many parts the object was
    /// sent before.
    ///
    /// - Parameters:
    ///   - source: The key of the object to copy, which has 5 GiB at most.
    ///   - mark: What the object must still be: its entity tag, or, of a server that has none, its time.
    ///   - byteCount: The object's size.
    ///   - key: The key of the copy; an object that is there already is left alone.
    /// - Returns: How the copy ended, or nil if there is no such object any more, or the server copies none.
    public func copy(
        _ source: String,
        mark: String?,
        byteCount: Int,
        to key: String
    ) async throws -> S3WriteOutcome? {
        var operation = S3Operation(name: "CopyObject", method: .put, key: key, headers: copyHeaders(source, mark))
        operation.headers["x-amz-checksum-algorithm"] = "SHA256"
        operation.headers["If-None-Match"] = "*"
        operation.makesObject = true
        do {
            return try await performCopy(operation, byteCount: byteCount)
        } catch S3Error.refused(let refusal) where [412, 501].contains(refusal.status) {
            if try await head(key) != nil { return .alreadyExists }
            // The source is another one; or the server knows no condition on the copy, or takes it for one on the source.
            // Not atomic, but all that such a server offers.
            operation.headers["If-None-Match"] = nil
            return try await refusalAsNil { try await performCopy(operation, byteCount: byteCount) }
        } catch S3Error.refused(let refusal) where refusal.meansNoCopy {
            return nil
        }
    }

    /// Copies a part of an object into an upload; several may be under way at once.
    ///
    /// - Parameters:
    ///   - source: The key of the object to copy from.
    ///   - mark: What the object must still be: its entity tag, or, of a server that has none, its time.
    ///   - range: Which of its bytes.
    ///   - upload: What the part belongs to.
    ///   - number: The part's place, from 1 to 10,000.
    /// - Returns: The part, or nil if there is no such object any more, or the server copies none.
    public func copyPart(
        _ source: String,
        mark: String?,
        range: Range<Int>,
        to upload: MultipartUpload,
        number: Int
    ) async throws -> UploadedPart? {
        var operation = S3Operation(
            name: "UploadPartCopy",
            method: .put,
            key: upload.key,
            query: [.init("partNumber", String(number)), .init("uploadId", upload.id)],
            headers: copyHeaders(source, mark)
        )
        operation.headers["x-amz-copy-source-range"] = "bytes=\(range.lowerBound)-\(range.upperBound - 1)"
        return try await refusalAsNil {
            let result = try copyResult(try await perform(operation), operation, "CopyPartResult")
            guard let eTag = result.text(of: "ETag") else { throw invalidAnswer(operation, "has no ETag") }
            let digest = result.text(of: "ChecksumSHA256").flatMap(Base64.decode).flatMap { SHA256Digest(bytes: $0) }
            return UploadedPart(
                number: number,
                byteCount: range.count,
                eTag: eTag,
                sha256: digest,
                hasServerChecksum: digest != nil,
                wasSent: false
            )
        }
    }

    private func copyHeaders(_ source: String, _ mark: String?) -> HTTPHeaders {
        let path = HTTPURL.percentEncode("/\(configuration.bucket)/\(source)", keepingSlashes: true)
        var headers: HTTPHeaders = ["x-amz-copy-source": path]
        let condition = mark?.hasPrefix("\"") == true ? "if-match" : "if-unmodified-since"
        headers["x-amz-copy-source-\(condition)"] = mark
        // CopyObject and UploadPartCopy name the source's owner by a header of its own.
        headers["x-amz-source-expected-bucket-owner"] = configuration.expectedBucketOwner
        return headers
    }

    private func performCopy(_ operation: S3Operation, byteCount: Int) async throws -> S3WriteOutcome {
        let result = try copyResult(try await perform(operation), operation, "CopyObjectResult")
        return .created(
            S3Object(
                byteCount: byteCount,
                eTag: result.text(of: "ETag"),
                sha256Checksum: result.text(of: "ChecksumSHA256")
            )
        )
    }

    private func copyResult(
        _ answer: HTTPResponse,
        _ operation: S3Operation,
        _ name: String
    ) throws(S3Error) -> XMLTree {
        guard let result = XMLTree.parse(answer.body), result.name == name else {
            throw invalidAnswer(operation, "is not a \(name)")
        }
        return result
    }

    private func refusalAsNil<Result>(_ body: () async throws -> Result) async throws -> Result? {
        do {
            return try await body()
        } catch S3Error.refused(let refusal) where refusal.meansNoCopy {
            return nil
        }
    }
}

extension S3Refusal {
    /// Whether the bytes must be sent instead: the source is another one or gone, must not be read, or is not copied
    /// by this server.
    fileprivate var meansNoCopy: Bool { [400, 403, 404, 405, 412, 501].contains(status) }
}
