internal import AWS
public import Basics
public import Hashing
internal import HTTP
public import Objects

extension S3Client {
    /// Starts a multipart upload, which must be completed or aborted: its parts are stored and charged for.
    public func createMultipartUpload(_ key: String) async throws -> MultipartUpload {
        let algorithm = configuration.checksumAlgorithm
        var operation = S3Operation(
            .createMultipartUpload,
            key: key,
            query: [.init("uploads")],
            headers: ["Content-Type": "application/octet-stream", "x-amz-checksum-algorithm": algorithm.s3Name]
        )
        operation.headers["x-amz-checksum-type"] = algorithm.requestedType
        let response = try await perform(operation)
        guard let id = XMLTree.parse(response.body)?.text(of: "UploadId"), !id.isEmpty else {
            throw invalidResponse(operation, "has no upload id")
        }
        return MultipartUpload(key: key, id: id, checksumAlgorithm: algorithm.s3Name)
    }

    /// Uploads a part; several uploads may run concurrently.
    ///
    /// - Parameters:
    ///   - upload: The upload that the part belongs to.
    ///   - number: The part's number, from 1 to 10,000; a part that is sent again replaces the earlier one.
    ///   - bytes: The part's bytes: at least 5 MiB, except for the last part. An error of reading them is rethrown.
    ///   - sha256: The digest of the bytes.
    ///   - crc64nvme: The CRC64NVME of the bytes, if it is known; otherwise they are read for it, should it be sent.
    public func uploadPart(
        _ upload: MultipartUpload,
        number: Int,
        bytes: any ByteSource,
        sha256: SHA256Digest,
        crc64nvme: CRC64NVME? = nil
    ) async throws -> UploadedPart {
        let checksum = try requestedChecksum(of: bytes, sha256: sha256, crc64nvme: crc64nvme)
        let operation = S3Operation(
            .uploadPart,
            key: upload.key,
            query: [.init("partNumber", String(number)), .init("uploadId", upload.id)],
            headers: ["Content-Type": "application/octet-stream", checksum.header: checksum.base64],
            body: bytes,
            payload: .sha256(sha256)
        )
        var response = try await perform(operation)
        if response.headers[checksum.header] == nil, try await testDigestVerification(with: operation) {
            // The last request decides which bytes the part has, whatever the result of the test.
            response = try await perform(operation)
        }
        guard let etag = response.headers["ETag"] else { throw invalidResponse(operation, "has no ETag") }
        return UploadedPart(
            number: number,
            byteCount: bytes.byteCount,
            etag: etag,
            sha256: sha256,
            crc64nvme: checksum.crc64nvme,
            hasServerChecksum: try confirms(checksum, response, key: upload.key),
            wasSent: true
        )
    }

    /// Creates the object from its parts.
    ///
    /// - Parameters:
    ///   - upload: The upload.
    ///   - parts: All parts, in any order.
    ///   - onlyIfAbsent: Whether an existing object is left alone; the upload must then be aborted.
    public func completeMultipartUpload(
        _ upload: MultipartUpload,
        parts: [UploadedPart],
        onlyIfAbsent: Bool
    ) async throws -> WriteOutcome {
        let parts = parts.sorted { $0.number < $1.number }
        // A server that keeps checksums may demand all of them, and not list those of an earlier run.
        let keepsChecksums = parts.contains(where: \.hasServerChecksum)
        do {
            return try await complete(upload, parts, withChecksums: keepsChecksums, onlyIfAbsent: onlyIfAbsent)
        } catch S3Error.errorResponse(let response) where response.code == "InvalidRequest" && !keepsChecksums {
            return try await complete(upload, parts, withChecksums: true, onlyIfAbsent: onlyIfAbsent)
        } catch S3Error.errorResponse(let response) where response.code == "NoSuchUpload" {
            // An earlier attempt may have succeeded and its response been lost: libcurl, too, sends a request again when
            // a kept connection ends before the response begins. If so, the object exists.
            guard try await head(upload.key) != nil else { throw S3Error.errorResponse(response) }
            return .exists
        }
    }

    private func complete(
        _ upload: MultipartUpload,
        _ parts: [UploadedPart],
        withChecksums: Bool,
        onlyIfAbsent: Bool
    ) async throws -> WriteOutcome {
        let body = completionBody(parts, withChecksums ? configuration.checksumAlgorithm : nil)
        var operation = S3Operation(
            .completeMultipartUpload,
            key: upload.key,
            query: [.init("uploadId", upload.id)],
            headers: ["Content-Type": "application/xml"],
            body: body,
            payload: .of(body)
        )
        if withChecksums, let checksum = parts.crc64nvme(of: configuration) {
            operation.headers[ChecksumAlgorithm.crc64nvme.header] = checksum.base64
            operation.headers["x-amz-checksum-type"] = ChecksumAlgorithm.crc64nvme.requestedType
        }
        return try await write(operation, onlyIfAbsent: onlyIfAbsent) { operation in
            try completedObject(try await perform(operation), operation, parts)
        }
    }

    /// Aborts an upload and deletes its parts; a missing upload is no error.
    ///
    /// A cancelled task must call this from a task that is not cancelled.
    public func abortMultipartUpload(_ upload: MultipartUpload) async throws {
        let operation = S3Operation(
            .abortMultipartUpload,
            key: upload.key,
            query: [.init("uploadId", upload.id)]
        )
        do {
            _ = try await perform(operation)
        } catch S3Error.errorResponse(let response) where response.status == 404 {
            return
        }
    }

    /// Whether the server has compared a part with its digest or checksum.
    ///
    /// That the server's CRC64NVME of a part that it has copied makes the one of the object says nothing of the bytes.
    private func isVerified(_ part: UploadedPart) -> Bool {
        guard part.wasSent else { return part.hasServerChecksum && part.sha256 != nil }
        return part.hasServerChecksum || verifiesDigests
    }

    private func completedObject(
        _ response: HTTPResponse,
        _ operation: S3Operation,
        _ parts: [UploadedPart]
    ) throws(S3Error) -> ObjectMetadata {
        let result = try document(response, "CompleteMultipartUploadResult", operation)
        let checksum = result.text(of: ChecksumAlgorithm.sha256.element)
        let crc64nvme = result.text(of: ChecksumAlgorithm.crc64nvme.element)
        var isCompared = false
        if let crc64nvme, let whole = parts.crc64nvme(of: configuration) {
            try check(crc64nvme, is: whole.base64, .crc64nvme, key: operation.key)
        }
        if let checksum, checksum.contains("-"), let composite = parts.compositeChecksum {
            try check(checksum, is: composite.description, .sha256, key: operation.key)
            isCompared = true
        }
        return ObjectMetadata(
            byteCount: parts.reduce(0) { $0 + Int64($1.byteCount) },
            checksum: checksum.flatMap { Checksum(s3: $0) },
            crc64nvme: crc64nvme.flatMap { CRC64NVME(base64: $0) },
            etag: result.text(of: "ETag"),
            isVerified: isCompared || parts.allSatisfy { isVerified($0) }
        )
    }
}

extension ChecksumAlgorithm {
    /// S3's type of the checksum, where it has to be requested: parts have composite SHA-256 checksums only.
    fileprivate var requestedType: String? {
        switch self {
        case .sha256: nil
        case .crc64nvme: "FULL_OBJECT"
        }
    }
}

extension [UploadedPart] {
    /// The CRC64NVME of the object, if that is the checksum which the server is asked to keep.
    fileprivate func crc64nvme(of configuration: S3Configuration) -> CRC64NVME? {
        configuration.checksumAlgorithm == .crc64nvme ? crc64nvme : nil
    }
}

private func completionBody(_ parts: [UploadedPart], _ algorithm: ChecksumAlgorithm?) -> [UInt8] {
    let elements = parts.map { part in
        let value =
            switch algorithm {
            case .sha256?: part.sha256?.base64
            case .crc64nvme?: part.crc64nvme?.base64
            case nil: String?.none
            }
        let element = algorithm?.element ?? ""
        let checksum = value.map { "<\(element)>\($0)</\(element)>" } ?? ""
        return "<Part>\(checksum)<ETag>\(escaped(part.etag))</ETag><PartNumber>\(part.number)</PartNumber></Part>"
    }
    let namespace = "http://s3.amazonaws.com/doc/2006-03-01/"
    let document = "<CompleteMultipartUpload xmlns=\"\(namespace)\">\(elements.joined())</CompleteMultipartUpload>"
    return Array(document.utf8)
}

private func escaped(_ text: String) -> String {
    text.reduce(into: "") { escaped, character in
        switch character {
        case "&": escaped += "&amp;"
        case "<": escaped += "&lt;"
        case ">": escaped += "&gt;"
        default: escaped.append(character)
        }
    }
}
