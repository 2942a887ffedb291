public import Basics
public import Hashing

/// Writes an object in parts; the object is not there before it is complete.
public protocol MultipartWriter: Sendable {
    /// Writes a part; several may be written at a time, in any order.
    ///
    /// - Parameters:
    ///   - bytes: The part's bytes, which may be read while they are sent, and again if they must be sent again.
    ///   - number: The part's number, from 1 on.
    ///   - offset: The part's beginning in the object, in bytes.
    ///   - sha256: The digest of the bytes.
    func write(_ bytes: any ByteSource, part number: Int, at offset: Int64, sha256: SHA256Digest) async throws

    /// Copies a part from another object of the store; several may be copied at a time, in any order.
    ///
    /// - Parameters:
    ///   - key: The key of the other object.
    ///   - object: The metadata that it must still have.
    ///   - range: The part's bytes in the other object.
    ///   - number: The part's number, from 1 on.
    ///   - offset: The part's beginning in the new object, in bytes.
    ///   - sha256: The digest that the part must have.
    /// - Returns: False if the bytes must be sent instead: the other object is gone, or another one by now, or the store cannot
    ///   copy it.
    func copy(
        from key: String,
        _ object: ObjectMetadata,
        _ range: Range<Int64>,
        part number: Int,
        at offset: Int64,
        sha256: SHA256Digest
    ) async throws -> Bool

    /// Puts the object in its place, unless there is one.
    func complete() async throws -> WriteOutcome

    /// Gives the parts up; errors are ignored, for the upload has failed already.
    func abort() async
}

extension MultipartWriter {
    /// Puts the object in its place, or gives the parts up if there is one: they would be paid for.
    package func finish() async throws -> WriteOutcome {
        let outcome = try await complete()
        if outcome == .exists { await giveUp() }
        return outcome
    }

    /// Gives the parts up, even if the run is cancelled.
    ///
    /// Unstructured, because a cancelled task could not send the request any more.
    package func giveUp() async {
        await Task { await abort() }.value
    }
}

extension ObjectStore {
    /// Begins to write an object in parts, whether or not the run is cancelled meanwhile.
    ///
    /// Unstructured, because a request that is dropped when the run is cancelled may have begun an upload whose identifier
    /// nobody knows, and that nobody could abort.
    package func startMultipart(to key: String) async throws -> any MultipartWriter {
        try await Task { try await beginMultipart(to: key) }.value
    }
}
