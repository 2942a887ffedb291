internal import Archive
internal import Hashing
internal import Identity
internal import Staging

/// Brings one file of an asset to a store as an object of its own.
struct FileDelivery: Sendable {
    let asset: StagedAsset
    /// The index of the file's entry.
    let entry: Int
    let store: any Store
    let key: String
    let partsAtATime: Int
    let progress: PublishProgress

    /// Makes sure that the object is there: by proving it, by a copy inside the store, or by sending the bytes.
    ///
    /// - Parameters:
    ///   - isThere: Whether there is an object of this key.
    ///   - sources: What the store may copy.
    func run(isThere: Bool, sources: CopySources) async throws -> PrefixIndex.Object {
        let item = asset.content.entries[entry]
        // Files have digests.
        guard let digest = item.digest else { throw ArchiveError.contentChanged(path: item.entry.path) }
        var expected = ExpectedObject(byteCount: item.entry.byteCount, sha256: digest)
        let outcome: WriteOutcome
        if !isThere, let (copied, multipart) = try await sources.copy(expected, to: key) {
            (outcome, expected.multipart) = (copied, multipart)
            if case .written = copied { progress.didCopy(Int(expected.byteCount)) }
            progress.didPack(Int(expected.byteCount))
        } else {
            (outcome, expected.multipart) = try await send(expected, digest, isThere: isThere)
        }
        let object = try await prove(outcome, expected)
        // A copy of an object that was sent in parts has a checksum of all bytes, and so has the copy's copy.
        if case .whole = object.checksum { expected.multipart = nil }
        return PrefixIndex.Object(multipart: expected.multipart, version: object.version)
    }

    /// Sends the bytes; those of an object that is there are only read, for the checksum of their parts.
    private func send(
        _ expected: ExpectedObject,
        _ digest: SHA256Digest,
        isThere: Bool
    ) async throws -> (WriteOutcome, BundleIndex.Multipart?) {
        guard expected.byteCount > PartUpload.smallestPartSize else {
            guard !isThere else {
                progress.didPack(Int(expected.byteCount))
                return (.exists, nil)
            }
            let bytes = try asset.tree.read(entry, 0..<expected.byteCount)
            guard SHA256.hash(bytes.span.bytes) == digest else {
                throw ArchiveError.contentChanged(path: asset.tree.entries[entry].path)
            }
            progress.didPack(bytes.count)
            let outcome = try await store.write(bytes, to: key, sha256: digest)
            progress.didSend(bytes.count)
            return (outcome, nil)
        }
        let upload = PartUpload(
            store: isThere ? NullStore() : store,
            key: key,
            progress: isThere ? PublishProgress() : progress,
            partsAtATime: partsAtATime
        )
        let result = try await upload.write(file: entry, of: asset.tree, digest: digest)
        return (result.outcome, result.multipart)
    }

    /// Proves what was written, or what was there before.
    ///
    /// A store that answers with the checksum of what it has now has said all there is to say; every other one is asked
    /// for the object.
    private func prove(_ outcome: WriteOutcome, _ expected: ExpectedObject) async throws -> StoredObject {
        if case .written(let object) = outcome, Proof(object, expected) == .proved { return object }
        return try await store.prove(key, expected)
    }
}
