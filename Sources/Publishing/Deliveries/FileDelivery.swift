internal import Stores
internal import Archive
internal import Hashing
internal import Assets
internal import Staging

/// Brings one file of an asset to a store as an object of its own.
struct FileDelivery: Sendable {
    let asset: StagedAsset
    /// The index of the file's entry.
    let entry: Int
    let store: any ObjectStore
    let key: String
    let partsAtATime: Int
    let progress: PublishProgress

    /// Makes sure that the object is there: by proving it, by a copy inside the store, or by sending the bytes.
    ///
    /// - Parameters:
    ///   - isThere: Whether there is an object of this key.
    ///   - sources: What the store may copy.
    func run(isThere: Bool, sources: CopySources) async throws -> DeliveredFile {
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
            (outcome, expected.multipart) = try await send(expected, isThere: isThere)
        }
        let object = try await prove(outcome, expected)
        // A copy of an object that was sent in parts has a checksum of all bytes, and so has the copy's copy.
        if case .fullObject = object.checksum { expected.multipart = nil }
        return DeliveredFile(
            object: PrefixIndex.Object(multipart: expected.multipart, version: object.etag),
            lacksMark: object.checksum == nil && object.isVerified
        )
    }

    /// Sends the bytes; those of an object that is there are only read, for the checksum of their parts.
    private func send(
        _ expected: ExpectedObject,
        isThere: Bool
    ) async throws -> (WriteOutcome, BundleIndex.Multipart?) {
        let partSize = WholeFileUpload.partSize(byteCount: expected.byteCount)
        if isThere, expected.byteCount <= partSize {
            progress.didPack(Int(expected.byteCount))
            return (.exists, nil)
        }
        let upload = WholeFileUpload(
            asset: asset,
            entry: entry,
            store: store,
            key: key,
            partSize: partSize,
            progress: progress,
            partsAtATime: partsAtATime
        )
        return isThere ? (.exists, try await upload.multipart()) : try await upload.write()
    }

    /// Proves what was written, or what was there before.
    ///
    /// Of a small object in a store without checksums nobody asks first: it is read back at once, or, if the store has
    /// compared it with its digest, left to a listing.
    private func prove(_ outcome: WriteOutcome, _ expected: ExpectedObject) async throws -> ObjectMetadata {
        if case .written(let object) = outcome, object.checksum == nil, expected.multipart == nil {
            if object.isVerified { return object }
            if let same = await readBack(expected) { return same }
        }
        return try await store.verify(key, outcome, expected)
    }

    /// Returns what proves a small object, or nil for whatever stands in the way: the full proof finds out what it is.
    private func readBack(_ expected: ExpectedObject) async -> ObjectMetadata? {
        guard expected.byteCount <= PartCutter.wholeByteLimit,
            let content = try? await store.read(key, range: nil, limit: PartCutter.wholeByteLimit),
            let etag = content.metadata.etag, content.bytes.count == expected.byteCount,
            SHA256.hash(content.bytes.span.bytes) == expected.sha256
        else { return nil }
        return ObjectMetadata(byteCount: expected.byteCount, etag: etag)
    }
}

/// A file's object in a store.
struct DeliveredFile: Sendable {
    let object: PrefixIndex.Object
    /// Whether the store has not been asked for its mark of the bytes yet.
    let lacksMark: Bool
}
