internal import Archive
internal import Hashing
internal import Assets

/// The objects of earlier publications, which a store can copy instead of being sent their bytes again.
struct CopySources: Sendable {
    private struct Source: Sendable {
        let key: String
        let expected: ExpectedObject
        let listed: StoredObject
    }

    private let store: any Store
    private let sources: [SHA256Digest: Source]

    /// Looks for the objects of some assets.
    ///
    /// None is found where the index or its objects are gone, or not ours any more: all bytes are sent then.
    ///
    /// - Parameters:
    ///   - addresses: The assets' addresses.
    ///   - store: Where to look.
    /// - Throws: `CancellationError` only.
    init(of addresses: [SHA256Digest], in store: any Store) async throws {
        self.store = store
        var sources: [SHA256Digest: Source] = [:]
        for address in addresses {
            // What cannot be read, for whatever reason, cannot be copied.
            let found = try await capture { try await Self.sources(of: address, in: store) }
            sources.merge((try? found.get()) ?? [:]) { first, _ in first }
        }
        self.sources = sources
    }

    private static func sources(of address: SHA256Digest, in store: any Store) async throws -> [SHA256Digest: Source] {
        guard let index = try await store.index(of: address)?.prefix else { return [:] }
        let keys = PrefixKeys(address: address)
        let listed = try await store.list(keys.prefix).map { (Array($0.key.utf8), $0.object) }
        let objects = Dictionary(listed, uniquingKeysWith: { first, _ in first })
        let found = index.files.compactMap { file -> (SHA256Digest, Source)? in
            let key = keys.key(of: file.entry)
            guard let expected = file.object.expected(of: file.entry), let object = objects[Array(key.utf8)],
                object.byteCount == expected.byteCount
            else { return nil }
            return expected.sha256.map { ($0, Source(key: key, expected: expected, listed: object)) }
        }
        return Dictionary(found, uniquingKeysWith: { first, _ in first })
    }

    /// Copies an object of the same bytes, if there is one.
    ///
    /// - Returns: How the copy ended, with the checksum of parts that it may have; nil if the bytes must be sent.
    func copy(
        _ expected: ExpectedObject,
        to key: String
    ) async throws -> (WriteOutcome, BundleIndex.Multipart?)? {
        guard let digest = expected.sha256, let source = sources[digest],
            source.expected.byteCount == expected.byteCount,
            let version = try await version(of: source)
        else { return nil }
        let object = StoredObject(
            byteCount: expected.byteCount,
            checksum: .whole(digest),
            version: version
        )
        // The same parts as when the bytes are sent: so the checksum of the parts is known.
        let partSize = WholeFileUpload.partSize(byteCount: expected.byteCount)
        let outcome = try await store.copy(source.key, object, partSize: partSize, to: key)
        return outcome.map { ($0, source.expected.multipart) }
    }

    /// Returns the mark of an object that is still what its index says; nil in the outer sense if it is not.
    private func version(of source: Source) async throws -> String?? {
        if source.listed.version == source.expected.version { return .some(source.listed.version) }
        // Some servers tell other marks in listings.
        guard let object = try await store.object(source.key), Proof(object, source.expected) == .proved else {
            return nil
        }
        return .some(object.version)
    }
}
