public import Basics
public import Hashing

/// Writes an object in parts; the object does not exist before the upload is complete.
public protocol MultipartWriter: Sendable {
    /// Writes a part, unless an interrupted run has sent the same bytes; several may be written concurrently, in any order.
    ///
    /// - Parameters:
    ///   - bytes: The part's bytes, which may be read while they are sent, and again for a retry.
    ///   - number: The part's number, counted from 1.
    ///   - offset: The part's offset in the object, in bytes.
    ///   - sha256: The digest of the bytes.
    ///   - crc64nvme: The CRC64NVME of the bytes, if it is known: a store that is asked to keep it reads the bytes otherwise.
    /// - Throws: `MultipartRestart` if the upload cannot be completed with this object's parts.
    func write(
        _ bytes: any ByteSource,
        part number: Int,
        at offset: Int64,
        sha256: SHA256Digest,
        crc64nvme: CRC64NVME?
    ) async throws -> PartOutcome

    /// Copies a part from another object of the store; several may be copied concurrently, in any order.
    ///
    /// - Parameters:
    ///   - key: The key of the other object.
    ///   - object: The metadata that it must still have.
    ///   - range: The range of the bytes in the other object.
    ///   - number: The part's number, counted from 1.
    ///   - offset: The part's offset in the new object, in bytes.
    ///   - expected: The size and the digests that the part must have.
    /// - Returns: False if the bytes must be sent instead: the other object is missing or was replaced, or the store cannot
    ///   copy it.
    func copy(
        from key: String,
        _ object: ObjectMetadata,
        _ range: Range<Int64>,
        part number: Int,
        at offset: Int64,
        expected: ObjectParts.Part
    ) async throws -> Bool

    /// Completes the object, unless one exists under its key.
    ///
    /// - Throws: `MultipartRestart` if others have changed the upload.
    func complete() async throws -> WriteOutcome

    /// Ends work on the upload, and leaves its parts to a later run, if the store can find them then.
    func suspend() async

    /// Aborts the upload and deletes its parts; errors are ignored, since the upload has failed already.
    func abort() async
}

/// The origin of a part that a store has.
public enum PartOutcome: Sendable, Hashable {
    /// It was sent.
    case sent
    /// An interrupted run, or another one at the same time, has sent it.
    case found
}

/// The parts of an upload are not the ones of this object, or the upload is no longer there: it must begin anew.
package struct MultipartRestart: Error {
    /// The server's reason; nil where another program has aborted the upload or has other parts.
    package let cause: (any Error)?

    /// Creates a restart.
    package init(cause: (any Error)? = nil) {
        self.cause = cause
    }
}

extension MultipartWriter {
    /// Writes a part of which the digest alone is known.
    package func write(
        _ bytes: any ByteSource,
        part number: Int,
        at offset: Int64,
        sha256: SHA256Digest
    ) async throws -> PartOutcome {
        try await write(bytes, part: number, at: offset, sha256: sha256, crc64nvme: nil)
    }

    /// Completes the object, or aborts the upload if one exists: its parts would be stored and charged for.
    package func finish() async throws -> WriteOutcome {
        let outcome = try await complete()
        if outcome == .exists { await end(isResumable: false) }
        return outcome
    }

    /// Suspends the upload, or aborts it, even if the task is cancelled.
    ///
    /// - Parameter isResumable: Whether a later run would send the same bytes.
    package func end(isResumable: Bool) async {
        guard !isResumable else { return await suspend() }
        // Unstructured, because a cancelled task can send no request.
        await Task { await abort() }.value
    }
}
