package import Archive
package import Assets
internal import Basics
package import Hashing
package import Stores

/// A verified bundle in the store, with the frames that a new bundle has in common with it.
package struct BundleDelta: Sendable {
    package let base: DeltaBase
    package let reuse: FrameReuse

    /// Finds the bundle of which most can be copied, if that saves enough.
    ///
    /// - Parameters:
    ///   - content: The content of the new bundle.
    ///   - addresses: The addresses of assets that may have much in common with it.
    ///   - encoder: The encoder of the new bundle; only a base of the same encoder has the same bytes.
    ///   - store: The store of both bundles.
    /// - Returns: Nil if there is none, and all bytes must be sent.
    /// - Throws: `CancellationError` only.
    package static func find(
        like content: KnownContent,
        among addresses: [SHA256Digest],
        by encoder: FrameEncoder,
        in store: any ObjectStore
    ) async throws -> BundleDelta? {
        guard content.tree.byteCount >= RecentAssets.leastByteCount else { return nil }
        var best: BundleDelta?
        for address in addresses {
            guard let found = try await find(like: content, at: address, by: encoder, in: store) else { continue }
            if found.reuse.copyableByteCount > best?.reuse.copyableByteCount ?? 0 { best = found }
        }
        return best
    }

    /// Reads the index and the metadata of a bundle, both at the same time.
    private static func find(
        like content: KnownContent,
        at address: SHA256Digest,
        by encoder: FrameEncoder,
        in store: any ObjectStore
    ) async throws -> BundleDelta? {
        let key = ObjectKeys(address).bundle
        async let readIndex = capture { try await IndexRepository(store).index(of: address) }
        async let readObject = capture { try await store.metadata(of: key) }
        let (foundIndex, foundObject) = try await (readIndex, readObject)
        // A base that cannot be read, for whatever reason, is not used.
        guard let index = try? foundIndex.get()?.bundle, let object = try? foundObject.get(),
            index.encoder == encoder.identifier, let multipart = index.object.multipart,
            // Copies of its parts are compared with their checksums.
            store.properties.checksumAlgorithm != .crc64nvme || multipart.crc64nvme != nil,
            isVerified(object, index.object),
            let reuse = try? FrameReuse(content, from: index.description, parts: multipart.ranges), reuse.pays
        else { return nil }
        let parts = zip(multipart.ranges, multipart.parts)
        let base = DeltaBase(
            address: address,
            key: key,
            object: object,
            parts: Dictionary(parts, uniquingKeysWith: { first, _ in first })
        )
        return BundleDelta(base: base, reuse: reuse)
    }

    /// Whether an object matches its index, or will be verified part by part: a store without ETags reads what it copies.
    private static func isVerified(_ object: ObjectMetadata, _ expected: IndexedObject) -> Bool {
        switch Verification(object, expected) {
        case .verified: true
        case .mismatch: false
        case .inconclusive: object.etag == nil
        }
    }
}

extension FrameReuse {
    /// Whether copying saves enough: scattered changes leave few parts intact, and where parts are copied the digest of the
    /// whole object stays unknown.
    fileprivate var pays: Bool { copyableByteCount >= max(RecentAssets.leastByteCount, likelyByteCount / 2) }
}
