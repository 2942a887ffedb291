internal import AWS
internal import Basics
public import Hashing
internal import HTTP
public import Objects
internal import Synchronization

extension S3Client {
    /// Returns an object's metadata, or nil if there is no object.
    public func head(_ key: String) async throws -> ObjectMetadata? {
        var operation = S3Operation(
            .headObject,
            key: key,
            headers: ["x-amz-checksum-mode": "ENABLED"]
        )
        operation.mayBeMissing = true
        do {
            return try await describe(operation)
        } catch S3Error.errorResponse(let response) where [400, 401, 403].contains(response.status) {
            // A response to HEAD has no body, so the same request by GET finds out the reason.
            do {
                _ = try await get(key, range: 0..<1, limit: 1)
            } catch S3Error.errorResponse(let reason) where reason.status == 416 {
                // The object exists and is empty.
            }
            // The cause no longer exists: the response to the GET has corrected a wrong clock, for example.
            return try await describe(operation)
        }
    }

    private func describe(_ operation: S3Operation) async throws -> ObjectMetadata? {
        let response = try await perform(operation)
        return response.status == 404 ? nil : try metadata(response, operation)
    }

    /// Reads an object or a range of its bytes, or returns nil if there is none.
    ///
    /// A whole object is verified if the server has a checksum of all its bytes.
    ///
    /// - Parameters:
    ///   - key: The object's key.
    ///   - range: The bytes to read, at least one, or nil for all; the part beyond the object's end is left out.
    ///   - limit: The most bytes to accept.
    ///   - mayBeError: Whether an error document in a response of success is the server's, and not the object's bytes.
    public func get(
        _ key: String,
        range: Range<Int64>? = nil,
        limit: Int,
        mayBeError: Bool = false
    ) async throws -> ObjectContent? {
        var operation = S3Operation(
            .getObject,
            key: key,
            headers: ["x-amz-checksum-mode": "ENABLED"],
            responseLimit: limit
        )
        operation.mayFailAfterStatus = mayBeError
        operation.mayBeMissing = true
        precondition(range?.isEmpty != true, "an empty range cannot be requested")
        if let range { operation.headers["Range"] = "bytes=\(range.lowerBound)-\(range.upperBound - 1)" }
        let response = try await perform(operation)
        guard response.status != 404 else { return nil }
        guard response.status == 200 || range != nil && response.status == 206 else {
            throw invalidResponse(operation, "has the unexpected status \(response.status)")
        }
        guard response.body.count <= limit else { throw invalidResponse(operation, "is larger than \(limit) bytes") }
        let metadata = try metadata(response, operation)
        if let range, response.status == 200 {
            // The server ignores ranges.
            let range = range.clamped(to: 0..<Int64(response.body.count))
            let bytes = Array(response.body[Int(range.lowerBound)..<Int(range.upperBound)])
            return ObjectContent(bytes: bytes, metadata: metadata)
        }
        if range == nil { try check(response, key: key) }
        return ObjectContent(bytes: response.body, metadata: metadata)
    }

    /// Writes an object.
    ///
    /// - Parameters:
    ///   - bytes: The object's bytes.
    ///   - key: The object's key.
    ///   - sha256: The digest of the bytes, which the server verifies and its response is compared with.
    ///   - onlyIfAbsent: Whether an existing object is left alone.
    public func put(
        _ bytes: [UInt8],
        key: String,
        sha256: SHA256Digest,
        onlyIfAbsent: Bool
    ) async throws -> WriteOutcome {
        let checksum = try requestedChecksum(of: bytes, sha256: sha256)
        let operation = putOperation(bytes, key, sha256, checksum)
        return try await write(operation, onlyIfAbsent: onlyIfAbsent) { operation in
            try await performPut(operation, checksum)
        }
    }

    /// Replaces an object.
    ///
    /// - Parameters:
    ///   - bytes: The new bytes.
    ///   - key: The object's key.
    ///   - sha256: The digest of the bytes.
    ///   - etag: The ETag of the object to replace; nil, or a server without conditional writes, replaces any object.
    /// - Returns: The metadata of the response; nil if the object has another ETag or is missing, and was not written.
    public func replace(
        _ bytes: [UInt8],
        key: String,
        sha256: SHA256Digest,
        etag: String?
    ) async throws -> ObjectMetadata? {
        let checksum = try requestedChecksum(of: bytes, sha256: sha256)
        var operation = putOperation(bytes, key, sha256, checksum)
        operation.headers["If-Match"] = etag
        do {
            return try await performPut(operation, checksum)
        } catch S3Error.errorResponse(let response) where etag != nil && [404, 412].contains(response.status) {
            guard response.code != "NoSuchBucket" else { throw S3Error.errorResponse(response) }
            return nil
        } catch S3Error.errorResponse(let response) where etag != nil && response.status == 501 {
            return try await replace(bytes, key: key, sha256: sha256, etag: nil)
        }
    }

    private func putOperation(
        _ bytes: [UInt8],
        _ key: String,
        _ sha256: SHA256Digest,
        _ checksum: RequestedChecksum
    ) -> S3Operation {
        S3Operation(
            .putObject,
            key: key,
            headers: ["Content-Type": "application/octet-stream", checksum.header: checksum.base64],
            body: bytes,
            payload: .sha256(sha256)
        )
    }

    private func performPut(_ operation: S3Operation, _ requested: RequestedChecksum) async throws -> ObjectMetadata {
        let response = try await perform(operation)
        let isConfirmed = try confirms(requested, response, key: operation.key)
        if !isConfirmed { _ = try await testDigestVerification(with: operation) }
        let kept = isConfirmed ? requested : nil
        return ObjectMetadata(
            byteCount: Int64(operation.body.byteCount),
            checksum: kept?.sha256.map { .fullObject($0) },
            crc64nvme: kept?.crc64nvme,
            etag: response.headers["ETag"],
            isVerified: isConfirmed || verifiesDigests
        )
    }
}

extension S3Client {
    /// Performs a write, optionally under the condition that the object is absent.
    func write(
        _ operation: S3Operation,
        onlyIfAbsent: Bool,
        _ body: (S3Operation) async throws -> ObjectMetadata
    ) async throws -> WriteOutcome {
        guard onlyIfAbsent else { return .written(try await body(operation)) }
        if !capabilities.lacksConditions.load(ordering: .relaxed) {
            var conditional = operation
            conditional.headers["If-None-Match"] = "*"
            do {
                return .written(try await body(conditional))
            } catch S3Error.errorResponse(let response) where response.status == 412 {
                return .exists
            } catch S3Error.errorResponse(let response) where response.status == 501 {
                capabilities.lacksConditions.store(true, ordering: .relaxed)
            }
        }
        // Not atomic, but such a server offers nothing better.
        if try await head(operation.key) != nil { return .exists }
        return .written(try await body(operation))
    }

    func check(
        _ checksum: String,
        is expected: String,
        _ algorithm: ChecksumAlgorithm,
        key: String
    ) throws(S3Error) {
        guard checksum == expected else {
            throw .checksumMismatch(
                bucket: configuration.bucket,
                key: key,
                algorithm: algorithm,
                expected: shown(expected),
                actual: shown(checksum)
            )
        }
    }

    /// Returns the root of a response's document, which must have a name.
    func document(
        _ response: HTTPResponse,
        _ name: String,
        _ operation: S3Operation
    ) throws(S3Error) -> XMLTree {
        guard let result = XMLTree.parse(response.body), result.name == name else {
            throw invalidResponse(operation, "is not a \(name)")
        }
        return result
    }

    func invalidResponse(_ operation: S3Operation, _ problem: String) -> S3Error {
        .invalidResponse(
            operation: operation.name.rawValue,
            bucket: configuration.bucket,
            key: operation.key,
            problem: problem
        )
    }

    /// Compares the bytes of a whole object with the server's checksum.
    ///
    /// A checksum with a `-` is a composite one, which cannot be computed from the bytes alone.
    private func check(_ response: HTTPResponse, key: String) throws(S3Error) {
        func checksum(_ algorithm: ChecksumAlgorithm) -> String? {
            response.headers[algorithm.header].flatMap { $0.contains("-") ? nil : $0 }
        }
        let bytes = response.body.span.bytes
        if let expected = checksum(.sha256) {
            try check(SHA256.hash(bytes).base64, is: expected, .sha256, key: key)
        } else if let expected = checksum(.crc64nvme) {
            try check(CRC64NVME(bytes).base64, is: expected, .crc64nvme, key: key)
        }
    }

    private func metadata(_ response: HTTPResponse, _ operation: S3Operation) throws(S3Error) -> ObjectMetadata {
        // `bytes 0-9/1000`: the whole object's size is the last number.
        let whole = response.headers["Content-Range"].flatMap { $0.split(separator: "/").last.flatMap { Int64($0) } }
        guard let byteCount = whole ?? response.headers["Content-Length"].flatMap({ Int64($0) }) else {
            throw invalidResponse(operation, "does not have the object's size")
        }
        let lastModified = response.headers["Last-Modified"]
        return ObjectMetadata(
            byteCount: byteCount,
            checksum: response.headers[ChecksumAlgorithm.sha256.header].flatMap { Checksum(s3: $0) },
            crc64nvme: response.headers[ChecksumAlgorithm.crc64nvme.header].flatMap { CRC64NVME(base64: $0) },
            etag: response.headers["ETag"] ?? lastModified,
            modified: lastModified.flatMap { Timestamp(httpDate: $0) }.map { Double($0.secondsSinceEpoch) }
        )
    }
}
