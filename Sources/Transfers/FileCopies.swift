internal import Archive
internal import Assets
internal import Basics
package import Hashing
package import Stores

/// The objects of earlier publications that a store can copy, so that their bytes are not sent again.
package struct FileCopies: Sendable {
    private struct Source: Sendable {
        let key: String
        let expected: IndexedObject
        let listed: ObjectMetadata
    }

    private let store: any ObjectStore
    private let sources: [SHA256Digest: Source]

    /// Finds the objects of assets by their indexes.
    ///
    /// An asset whose index or objects are missing or foreign has none: its bytes are sent.
    ///
    /// - Parameters:
    ///   - addresses: The assets' addresses.
    ///   - store: The store of the assets.
    /// - Throws: `CancellationError` only.
    package init(of addresses: [SHA256Digest], in store: any ObjectStore) async throws {
        self.store = store
        var sources: [SHA256Digest: Source] = [:]
        for address in addresses {
            // An index that cannot be read, for whatever reason, is not used.
            let found = try await capture { try await Self.sources(of: address, in: store) }
            sources.merge((try? found.get()) ?? [:]) { first, _ in first }
        }
        self.sources = sources
    }

    private static func sources(of address: SHA256Digest, in store: any ObjectStore) async throws -> [SHA256Digest:
        Source]
    {
        guard let index = try await IndexRepository(store).index(of: address)?.prefix else { return [:] }
        let keys = ObjectKeys(address)
        let listed = try await store.list(keys.prefix).map { (Array($0.key.utf8), $0.metadata) }
        let objects = Dictionary(listed, uniquingKeysWith: { first, _ in first })
        let found = index.files.compactMap { file -> (SHA256Digest, Source)? in
            let key = keys.member(file.entry.entry.path)
            guard let listed = objects[Array(key.utf8)], listed.byteCount == file.object.byteCount else { return nil }
            return file.object.sha256.map { ($0, Source(key: key, expected: file.object, listed: listed)) }
        }
        return Dictionary(found, uniquingKeysWith: { first, _ in first })
    }

    /// Copies an object of the same bytes, if there is one.
    ///
    /// - Returns: The outcome, with the object as the source's index describes it; nil if the bytes must be sent.
    package func copy(_ expected: IndexedObject, to key: String) async throws -> (WriteOutcome, IndexedObject)? {
        guard let digest = expected.sha256, let source = sources[digest],
            source.expected.byteCount == expected.byteCount,
            let etag = try await etag(of: source)
        else { return nil }
        let object = ObjectMetadata(
            byteCount: expected.byteCount,
            checksum: .fullObject(digest),
            crc64nvme: source.expected.crc64nvme,
            etag: etag.value
        )
        // Copied in the same parts as the bytes would be sent, so that the composite checksum is known.
        let partSize = FileUpload.partSize(byteCount: expected.byteCount)
        let outcome = try await store.copy(source.key, object, partSize: partSize, to: key)
        var copy = source.expected
        copy.version = nil
        return outcome.map { ($0, copy) }
    }

    /// The ETag of an object; nil in a store without ETags.
    private struct ETag {
        let value: String?
    }

    /// Returns the source's ETag if it still matches its index.
    private func etag(of source: Source) async throws -> ETag? {
        if source.listed.etag == source.expected.version { return ETag(value: source.listed.etag) }
        // Some servers return other ETags in listings.
        guard let object = try await store.metadata(of: source.key),
            Verification(object, source.expected) == .verified
        else { return nil }
        return ETag(value: object.etag)
    }
}
