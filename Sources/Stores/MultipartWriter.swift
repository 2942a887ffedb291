public import Basics
public import Hashing

/// Writes an object in parts; the object does not exist before the upload is complete.
public protocol MultipartWriter: Sendable {
    /// Writes a part; several may be written concurrently, in any order.
    ///
    /// - Parameters:
    ///   - bytes: The part's bytes, which may be read while they are sent, and again for a retry.
    ///   - number: The part's number, counted from 1.
    ///   - offset: The part's offset in the object, in bytes.
    ///   - sha256: The digest of the bytes.
    func write(_ bytes: any ByteSource, part number: Int, at offset: Int64, sha256: SHA256Digest) async throws

    /// Copies a part from another object of the store; several may be copied concurrently, in any order.
    ///
    /// - Parameters:
    ///   - key: The key of the other object.
    ///   - object: The metadata that it must still have.
    ///   - range: The range of the bytes in the other object.
    ///   - number: The part's number, counted from 1.
    ///   - offset: The part's offset in the new object, in bytes.
    ///   - sha256: The digest that the part must have.
    /// - Returns: False if the bytes must be sent instead: the other object is missing or was replaced, or the store cannot
    ///   copy it.
    func copy(
        from key: String,
        _ object: ObjectMetadata,
        _ range: Range<Int64>,
        part number: Int,
        at offset: Int64,
        sha256: SHA256Digest
    ) async throws -> Bool

    /// Completes the object, unless one exists under its key.
    func complete() async throws -> WriteOutcome

    /// Aborts the upload and deletes its parts; errors are ignored, since the upload has failed already.
    func abort() async
}

extension MultipartWriter {
    /// Completes the object, or aborts the upload if one exists: its parts would be stored and charged for.
    package func finish() async throws -> WriteOutcome {
        let outcome = try await complete()
        if outcome == .exists { await giveUp() }
        return outcome
    }

    /// Aborts the upload, even if the task is cancelled.
    ///
    /// Unstructured, because a cancelled task can send no request.
    package func giveUp() async {
        await Task { await abort() }.value
    }
}

extension ObjectStore {
    /// Begins a multipart upload, even if the task is cancelled meanwhile.
    ///
    /// Unstructured, because a request that a cancellation drops may have begun an upload whose identifier is unknown, so
    /// that it could not be aborted.
    package func startMultipart(to key: String) async throws -> any MultipartWriter {
        try await Task { try await beginMultipart(to: key) }.value
    }
}
