internal import Archive
internal import Assets
internal import Hashing
internal import Stores
internal import Transfers

/// A bundle that has frames of a new one, verified against its index, and the frames that it has.
struct BundleDelta: Sendable {
    let base: DeltaBase
    let reuse: FrameReuse

    /// Looks for a bundle of which so much can be copied that it pays.
    ///
    /// - Parameters:
    ///   - content: The content of the new bundle.
    ///   - addresses: The assets that may have much in common with it; the bundle of which most can be copied is chosen.
    ///   - encoder: The encoder of both: no other one makes the same bytes.
    ///   - store: The store of both.
    /// - Returns: Nil where there is none: then all is made and sent.
    /// - Throws: `CancellationError` only.
    static func find(
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

    /// Looks for the bundle of an address, with two requests at the same time.
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
        // A base that cannot be read, for whatever reason, is none.
        guard let index = try? foundIndex.get()?.bundle, let object = try? foundObject.get(),
            index.encoder == encoder.identifier, let multipart = index.object.multipart,
            isVerified(object, index.expected),
            let reuse = try? FrameReuse(content, from: index.description, parts: multipart.ranges), reuse.pays
        else { return nil }
        let digests = zip(multipart.ranges, multipart.parts.map(\.sha256))
        let base = DeltaBase(
            address: address,
            key: key,
            object: object,
            digests: Dictionary(digests, uniquingKeysWith: { first, _ in first })
        )
        return BundleDelta(base: base, reuse: reuse)
    }

    /// Whether an object matches its index, or will be verified part by part: a store without ETags reads what it copies.
    private static func isVerified(_ object: ObjectMetadata, _ expected: ExpectedObject) -> Bool {
        switch Verification(object, expected) {
        case .verified: true
        case .mismatch: false
        case .inconclusive: object.etag == nil
        }
    }
}

extension FrameReuse {
    /// Whether so much can be copied that it pays: changes that are scattered over a bundle leave few parts whole, and the
    /// digest of all bytes is not known where any were copied.
    fileprivate var pays: Bool { copyableByteCount >= max(RecentAssets.leastByteCount, likelyByteCount / 2) }
}
