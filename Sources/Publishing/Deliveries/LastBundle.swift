internal import Stores
internal import Archive
internal import Hashing
internal import Assets

/// A bundle with frames of a new one, when it is still what its index says.
struct LastBundle: Sendable {
    let object: PreviousObject
    let reuse: FrameReuse

    /// Looks for a bundle of which so much can be copied that it pays.
    ///
    /// - Parameters:
    ///   - content: What is to be bundled.
    ///   - addresses: Those that it may have much in common with; the bundle of which most can be copied is chosen.
    ///   - encoder: What made it: no other one makes the same bytes.
    ///   - store: Where to look.
    /// - Returns: Nil where there is none: then all is made and sent.
    /// - Throws: `CancellationError` only.
    static func find(
        like content: KnownContent,
        among addresses: [SHA256Digest],
        by encoder: FrameEncoder,
        in store: any ObjectStore
    ) async throws -> LastBundle? {
        guard content.tree.byteCount >= NewestAssets.leastByteCount else { return nil }
        var best: LastBundle?
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
    ) async throws -> LastBundle? {
        let key = ObjectKeys(address).bundle
        async let readIndex = capture { try await IndexRepository(store).index(of: address) }
        async let readObject = capture { try await store.metadata(of: key) }
        let (foundIndex, foundObject) = try await (readIndex, readObject)
        // What cannot be read, for whatever reason, cannot be reused.
        guard let index = try? foundIndex.get()?.bundle, let object = try? foundObject.get(),
            index.encoder == encoder.identifier, let multipart = index.object.multipart,
            isProved(object, index.expected),
            let reuse = try? FrameReuse(content, from: index.description, parts: multipart.ranges), reuse.pays
        else { return nil }
        let digests = zip(multipart.ranges, multipart.parts.map(\.sha256))
        let previous = PreviousObject(
            key: key,
            object: object,
            digests: Dictionary(digests, uniquingKeysWith: { first, _ in first })
        )
        return LastBundle(object: previous, reuse: reuse)
    }

    /// Whether an object is what its index says, or will be proved part by part: a store that tells no mark of an object's
    /// bytes reads what it copies.
    private static func isProved(_ object: ObjectMetadata, _ expected: ExpectedObject) -> Bool {
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
    fileprivate var pays: Bool { copyableByteCount >= max(NewestAssets.leastByteCount, likelyByteCount / 2) }
}
