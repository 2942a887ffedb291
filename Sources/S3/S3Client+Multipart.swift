internal import AWS
public import Basics
public import Hashing
internal import HTTP

extension S3Client {
    /// Begins an upload in parts.
    ///
    /// Whatever happens, it must be completed or aborted: parts that stay are stored, and paid for.
    public func createMultipartUpload(
        _ key: String,
        contentType: String = "application/octet-stream"
    ) async throws -> MultipartUpload {
        let operation = S3Operation(
            name: "CreateMultipartUpload",
            method: .post,
            key: key,
            query: [.init("uploads")],
            headers: ["Content-Type": contentType, "x-amz-checksum-algorithm": "SHA256"],
            makesObject: true
        )
        let answer = try await perform(operation)
        guard let id = XMLTree.parse(answer.body)?.text(of: "UploadId"), !id.isEmpty else {
            throw invalidAnswer(operation, "names no upload")
        }
        return MultipartUpload(key: key, id: id)
    }

    /// Sends a part; several may be under way at once.
    ///
    /// - Parameters:
    ///   - upload: What the part belongs to.
    ///   - number: The part's place, from 1 to 10,000; a part that is sent again replaces the earlier one.
    ///   - bytes: The part's bytes: at least 5 MiB, but for the last one. What reading them throws ends the upload of the part.
    ///   - sha256: Their digest.
    public func uploadPart(
        _ upload: MultipartUpload,
        number: Int,
        bytes: any ByteSource,
        sha256: SHA256Digest
    ) async throws -> UploadedPart {
        let operation = S3Operation(
            name: "UploadPart",
            method: .put,
            key: upload.key,
            query: [.init("partNumber", String(number)), .init("uploadId", upload.id)],
            headers: ["Content-Type": "application/octet-stream", "x-amz-checksum-sha256": sha256.base64],
            body: bytes,
            payload: .sha256(sha256)
        )
        var answer = try await perform(operation)
        if answer.headers["x-amz-checksum-sha256"] == nil, try await askForDigestCheck(operation) {
            // Whatever came of that, the part is what was sent last.
            answer = try await perform(operation)
        }
        guard let eTag = answer.headers["ETag"] else { throw invalidAnswer(operation, "has no ETag") }
        let checksum = answer.headers["x-amz-checksum-sha256"]
        if let checksum { try check(checksum, is: sha256.base64, key: upload.key) }
        return UploadedPart(
            number: number,
            byteCount: bytes.byteCount,
            eTag: eTag,
            sha256: sha256,
            hasServerChecksum: checksum != nil,
            wasSent: true
        )
    }

    /// Makes the object of its parts.
    ///
    /// - Parameters:
    ///   - upload: The upload.
    ///   - parts: All its parts, in any order.
    ///   - onlyIfAbsent: Whether to leave an object alone that is there already; the upload is still to be aborted then.
    public func completeMultipartUpload(
        _ upload: MultipartUpload,
        parts: [UploadedPart],
        onlyIfAbsent: Bool
    ) async throws -> S3WriteOutcome {
        let parts = parts.sorted { $0.number < $1.number }
        let body = completionBody(parts)
        let operation = S3Operation(
            name: "CompleteMultipartUpload",
            method: .post,
            key: upload.key,
            query: [.init("uploadId", upload.id)],
            headers: ["Content-Type": "application/xml"],
            body: body,
            payload: .of(body)
        )
        do {
            return try await write(operation, onlyIfAbsent: onlyIfAbsent) { operation in
                try completedObject(try await perform(operation), operation, parts)
            }
        } catch S3Error.refused(let refusal) where refusal.code == "NoSuchUpload" {
            // An earlier attempt may have been carried out and its answer lost: libcurl, too, sends a request again
            // when a kept connection ends before the answer begins. What is there tells.
            guard try await head(upload.key) != nil else { throw S3Error.refused(refusal) }
            return .alreadyExists
        }
    }

    /// Gives up an upload and frees its parts; one that is gone already is no error.
    ///
    /// A task that was cancelled must call this from another one that is not.
    public func abortMultipartUpload(_ upload: MultipartUpload) async throws {
        let operation = S3Operation(
            name: "AbortMultipartUpload",
            method: .delete,
            key: upload.key,
            query: [.init("uploadId", upload.id)]
        )
        do {
            _ = try await perform(operation)
        } catch S3Error.refused(let refusal) where refusal.status == 404 {
            return
        }
    }

    private func completedObject(
        _ answer: HTTPResponse,
        _ operation: S3Operation,
        _ parts: [UploadedPart]
    ) throws(S3Error) -> S3Object {
        guard let result = XMLTree.parse(answer.body), result.name == "CompleteMultipartUploadResult" else {
            throw invalidAnswer(operation, "is not a CompleteMultipartUploadResult")
        }
        let checksum = result.text(of: "ChecksumSHA256")
        if let checksum, checksum.contains("-"), let composite = parts.compositeChecksum {
            try check(checksum, is: composite, key: operation.key)
        }
        return S3Object(
            byteCount: parts.reduce(0) { $0 + $1.byteCount },
            eTag: result.text(of: "ETag"),
            sha256Checksum: checksum,
            isVerified: parts.allSatisfy { [comparesDigests] in $0.hasServerChecksum || $0.wasSent && comparesDigests }
        )
    }
}

extension S3Operation {
    /// Whether an answer with a good status tells of a failure: S3 begins to answer what takes long before it is done.
    func isFailure(_ answer: HTTPResponse) -> Bool {
        ["CompleteMultipartUpload", "CopyObject", "UploadPartCopy"].contains(name)
            && XMLTree.parse(answer.body)?.name == "Error"
    }
}

private func completionBody(_ parts: [UploadedPart]) -> [UInt8] {
    let elements = parts.map { part in
        let digest = part.hasServerChecksum ? part.sha256 : nil
        let checksum = digest.map { "<ChecksumSHA256>\($0.base64)</ChecksumSHA256>" } ?? ""
        return "<Part>\(checksum)<ETag>\(escaped(part.eTag))</ETag><PartNumber>\(part.number)</PartNumber></Part>"
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
