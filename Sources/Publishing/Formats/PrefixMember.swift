internal import Assets
internal import Hashing
internal import Staging
internal import Stores
internal import Transfers

/// One file of an asset that is published as an object of its own.
struct PrefixMember: Sendable {
    let asset: StagedAsset
    /// The index of the file's entry.
    let entry: Int
    let key: String
    let context: TransferContext

    /// Publishes the file: verifies an object that exists, requests a copy inside the store, or sends the bytes.
    ///
    /// - Parameters:
    ///   - isThere: Whether there is an object of this key.
    ///   - copies: The objects that the store may copy.
    /// - Returns: The object, and whether a listing must supply its ETag.
    func publish(isThere: Bool, copies: FileCopies) async throws -> (object: IndexedObject, lacksETag: Bool) {
        var expected = IndexedObject(file: asset.content.entries[entry])
        let outcome: WriteOutcome
        if !isThere, let (copied, known) = try await copies.copy(expected, to: key) {
            (outcome, expected) = (copied, known)
            if case .written = copied {
                context.observer(.copied(Int(expected.byteCount)))
            } else {
                context.observer(.found(Int(expected.byteCount)))
            }
            context.observer(.published(Int(expected.byteCount), isRead: true))
        } else {
            (outcome, expected.multipart) = try await send(expected, isThere: isThere)
        }
        let object = try await verify(outcome, expected)
        // The copy of a multipart object may have a checksum of all bytes.
        if case .fullObject = object.checksum { expected.multipart = nil }
        expected.keep(object, isListed: true)
        return (expected, lacksETag: !object.hasChecksum && object.isVerified)
    }

    /// Sends the bytes; for an object that exists they are read only, for the digests of its parts.
    private func send(_ expected: IndexedObject, isThere: Bool) async throws -> (WriteOutcome, ObjectParts?) {
        let partSize = FileUpload.partSize(byteCount: expected.byteCount)
        if isThere, expected.byteCount <= partSize {
            context.observer(.published(Int(expected.byteCount), isRead: true))
            context.observer(.found(Int(expected.byteCount)))
            return (.exists, nil)
        }
        let upload = FileUpload(
            asset: asset,
            entry: entry,
            key: key,
            partSize: partSize,
            context: context
        )
        return isThere ? (.exists, try await upload.multipart()) : try await upload.write()
    }

    /// Verifies the object that was written, or was there before.
    ///
    /// A small object in a store without checksums is read back at once; if the store has compared it with its digest, its
    /// ETag comes from a listing later.
    private func verify(_ outcome: WriteOutcome, _ expected: IndexedObject) async throws -> ObjectMetadata {
        if case .written(let object) = outcome, !object.hasChecksum, expected.multipart == nil {
            if object.isVerified { return object }
            if let same = await readBack(expected) { return same }
        }
        return try await context.store.verify(key, outcome, expected)
    }

    /// Returns the metadata of a small object that was read back; nil if it differs, which the full verification reports.
    private func readBack(_ expected: IndexedObject) async -> ObjectMetadata? {
        guard expected.byteCount <= PartLayout.wholeByteLimit,
            let content = try? await context.store.read(key, range: nil, limit: PartLayout.wholeByteLimit),
            let etag = content.metadata.etag, content.bytes.count == expected.byteCount,
            SHA256.hash(content.bytes.span.bytes) == expected.sha256
        else { return nil }
        return ObjectMetadata(byteCount: expected.byteCount, etag: etag)
    }
}
