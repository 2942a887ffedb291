internal import AWS
internal import Basics
public import Hashing
internal import HTTP
internal import Synchronization

extension S3Client {
    /// Describes an object, or returns nil if there is none.
    public func head(_ key: String) async throws -> S3Object? {
        let operation = S3Operation(
            name: "HeadObject",
            method: .head,
            key: key,
            headers: ["x-amz-checksum-mode": "ENABLED"]
        )
        do {
            return try await describe(operation)
        } catch S3Error.refused(let refusal) where [400, 401, 403].contains(refusal.status) {
            // An answer to HEAD has no body and says nothing but "no": the same question by GET tells the reason.
            do {
                _ = try await get(key, range: 0..<1, limit: 1)
            } catch S3Error.refused(let reason) where reason.status == 416 {
                // There is an object, an empty one.
            }
            // The reason is gone, as a wrong clock is once the GET was told of it.
            return try await describe(operation)
        }
    }

    private func describe(_ operation: S3Operation) async throws -> S3Object? {
        do {
            return try object(try await perform(operation), operation)
        } catch S3Error.refused(let refusal) where refusal.status == 404 {
            return nil
        }
    }

    /// Reads an object or a range of its bytes, or returns nil if there is none.
    ///
    /// A whole object is held against its checksum, if the server has one of all its bytes.
    ///
    /// - Parameters:
    ///   - key: The object's key.
    ///   - range: Which bytes, at least one, or nil for all; what lies beyond the end is left out.
    ///   - limit: The most bytes to accept.
    public func get(_ key: String, range: Range<Int>? = nil, limit: Int) async throws -> S3Content? {
        var operation = S3Operation(
            name: "GetObject",
            method: .get,
            key: key,
            headers: ["x-amz-checksum-mode": "ENABLED"],
            answerLimit: limit
        )
        precondition(range?.isEmpty != true, "an empty range cannot be asked for")
        if let range { operation.headers["Range"] = "bytes=\(range.lowerBound)-\(range.upperBound - 1)" }
        let answer: HTTPResponse
        do {
            answer = try await perform(operation)
        } catch S3Error.refused(let refusal) where refusal.status == 404 && refusal.code != "NoSuchBucket" {
            return nil
        }
        guard answer.body.count <= limit else { throw invalidAnswer(operation, "is larger than \(limit) bytes") }
        let object = try object(answer, operation)
        if let range, answer.status == 200 {
            // The server does not know ranges.
            return S3Content(object: object, bytes: Array(answer.body[range.clamped(to: 0..<answer.body.count)]))
        }
        if range == nil { try check(answer.body, against: object.sha256Checksum, key: key) }
        return S3Content(object: object, bytes: answer.body)
    }

    /// Writes an object.
    ///
    /// - Parameters:
    ///   - bytes: The object's bytes.
    ///   - key: Its key.
    ///   - sha256: The digest of the bytes, which the server and the answer are checked with.
    ///   - onlyIfAbsent: Whether to leave an object alone that is there already.
    ///   - contentType: The object's media type.
    public func put(
        _ bytes: [UInt8],
        key: String,
        sha256: SHA256Digest,
        onlyIfAbsent: Bool,
        contentType: String = "application/octet-stream"
    ) async throws -> S3WriteOutcome {
        let operation = S3Operation(
            name: "PutObject",
            method: .put,
            key: key,
            headers: ["Content-Type": contentType, "x-amz-checksum-sha256": sha256.base64],
            body: bytes,
            payload: .sha256(sha256),
            makesObject: true
        )
        return try await write(operation, onlyIfAbsent: onlyIfAbsent) { operation in
            try await performPut(operation, sha256: sha256)
        }
    }

    /// Writes an object in the place of another one.
    ///
    /// - Parameters:
    ///   - bytes: The object's bytes.
    ///   - key: Its key.
    ///   - sha256: The digest of the bytes.
    ///   - eTag: What is replaced; whatever there is if nil, or if the server knows no conditional writes.
    /// - Returns: Whether it was written: false if there is something else by now, or nothing.
    public func replace(_ bytes: [UInt8], key: String, sha256: SHA256Digest, eTag: String?) async throws -> Bool {
        var operation = S3Operation(
            name: "PutObject",
            method: .put,
            key: key,
            headers: ["Content-Type": "application/octet-stream", "x-amz-checksum-sha256": sha256.base64],
            body: bytes,
            payload: .sha256(sha256),
            makesObject: true
        )
        operation.headers["If-Match"] = eTag
        do {
            _ = try await performPut(operation, sha256: sha256)
            return true
        } catch S3Error.refused(let refusal) where eTag != nil && [404, 412].contains(refusal.status) {
            guard refusal.code != "NoSuchBucket" else { throw S3Error.refused(refusal) }
            return false
        } catch S3Error.refused(let refusal) where eTag != nil && refusal.status == 501 {
            return try await replace(bytes, key: key, sha256: sha256, eTag: nil)
        }
    }

    private func performPut(_ operation: S3Operation, sha256: SHA256Digest) async throws -> S3Object {
        let answer = try await perform(operation)
        let checksum = answer.headers["x-amz-checksum-sha256"]
        if let checksum {
            try check(checksum, is: sha256.base64, key: operation.key)
        } else {
            _ = try await askForDigestCheck(operation)
        }
        return S3Object(
            byteCount: operation.body.byteCount,
            eTag: answer.headers["ETag"],
            sha256Checksum: checksum,
            isVerified: checksum != nil || comparesDigests
        )
    }
}

extension S3Client {
    /// Carries out a write under the condition that the object is absent, if that is wanted.
    func write(
        _ operation: S3Operation,
        onlyIfAbsent: Bool,
        _ body: (S3Operation) async throws -> S3Object
    ) async throws -> S3WriteOutcome {
        guard onlyIfAbsent else { return .created(try await body(operation)) }
        if !shared.lacksConditions.load(ordering: .relaxed) {
            var conditional = operation
            conditional.headers["If-None-Match"] = "*"
            do {
                return .created(try await body(conditional))
            } catch S3Error.refused(let refusal) where refusal.status == 412 {
                return .alreadyExists
            } catch S3Error.refused(let refusal) where refusal.status == 501 {
                shared.lacksConditions.store(true, ordering: .relaxed)
            }
        }
        // Not atomic, but all that such a server offers.
        if try await head(operation.key) != nil { return .alreadyExists }
        return .created(try await body(operation))
    }

    func check(_ checksum: String, is expected: String, key: String) throws(S3Error) {
        guard checksum == expected else {
            throw .checksumMismatch(bucket: configuration.bucket, key: key, expected: expected, actual: checksum)
        }
    }

    func invalidAnswer(_ operation: S3Operation, _ problem: String) -> S3Error {
        .invalidAnswer(
            operation: operation.name,
            bucket: configuration.bucket,
            key: operation.key,
            problem: problem
        )
    }

    /// A checksum with a `-` is one of parts, which these bytes do not show.
    private func check(_ bytes: [UInt8], against checksum: String?, key: String) throws(S3Error) {
        guard let checksum, !checksum.contains("-") else { return }
        try check(SHA256.hash(bytes.span.bytes).base64, is: checksum, key: key)
    }

    private func object(_ answer: HTTPResponse, _ operation: S3Operation) throws(S3Error) -> S3Object {
        // `bytes 0-9/1000`: the whole object's size is the last number.
        let whole = answer.headers["Content-Range"].flatMap { $0.split(separator: "/").last.flatMap { Int($0) } }
        guard let byteCount = whole ?? answer.headers["Content-Length"].flatMap({ Int($0) }) else {
            throw invalidAnswer(operation, "does not tell the object's size")
        }
        return S3Object(
            byteCount: byteCount,
            eTag: answer.headers["ETag"],
            sha256Checksum: answer.headers["x-amz-checksum-sha256"],
            lastModified: answer.headers["Last-Modified"]
        )
    }
}
