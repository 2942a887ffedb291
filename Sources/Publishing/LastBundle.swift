internal import Archive
internal import Hashing

/// The bundle that an asset was published as before, when it is still what its index says.
struct LastBundle: Sendable {
    let index: BundleIndex
    let object: PreviousObject

    /// Looks for the bundle of an address, with two requests at the same time.
    ///
    /// - Parameters:
    ///   - address: The address; nil where none is known.
    ///   - encoder: What made it: no other one makes the same bytes.
    ///   - store: Where to look.
    /// - Returns: Nil where there is none, or nothing of it can be reused: then all is made and sent.
    /// - Throws: `CancellationError` only.
    static func find(_ address: SHA256Digest?, by encoder: FrameEncoder, in store: any Store) async throws
        -> LastBundle?
    {
        guard let address else { return nil }
        let key = "\(address).tar.gz"
        async let foundText = capture { try await store.read("\(address).index.json", limit: IndexFile.byteLimit) }
        async let foundObject = capture { try await store.object(key) }
        // What cannot be read, for whatever reason, cannot be reused.
        guard let text = try? await foundText.get(), let object = try? await foundObject.get(),
            let index = try? AssetIndex(json: text).bundle, index.address == address,
            index.encoder == encoder.identifier, let multipart = index.object.multipart,
            isProved(object, index.expected)
        else { return nil }
        let digests = zip(multipart.ranges, multipart.parts.map(\.sha256))
        return LastBundle(
            index: index,
            object: PreviousObject(
                key: key,
                object: object,
                digests: Dictionary(digests, uniquingKeysWith: { first, _ in first })
            )
        )
    }

    /// Whether an object is what its index says, or will be proved part by part: a store that tells no mark of an object's
    /// bytes reads what it copies.
    private static func isProved(_ object: StoredObject, _ expected: ExpectedObject) -> Bool {
        switch Proof(object, expected) {
        case .proved: true
        case .refuted: false
        case .open: object.version == nil
        }
    }
}

extension FrameReuse {
    /// The least to copy for which it is worth not to know the digest of all bytes.
    private static let leastByteCount: Int64 = 32 << 20

    /// Whether so much can be copied that it pays: changes that are scattered over a bundle leave few parts whole.
    func pays(of index: BundleIndex) -> Bool {
        copyableByteCount >= Self.leastByteCount && copyableByteCount >= index.object.byteCount / 2
    }
}
