internal import Assets
internal import Hashing
internal import Stores

/// The assets that were published to a store last, as far as names, sizes and times tell: a new one may have much in common
/// with one of them.
struct RecentAssets: Sendable, Hashable {
    /// The least to send for which it is worth to look at them.
    static let leastByteCount: Int64 = 32 << 20
    /// How many are looked at, of each form: each takes two requests.
    private static let limit = 4
    /// The largest index that is read for the sake of what may be in it: that of 50,000 files.
    private static let indexByteLimit: Int64 = 16 << 20

    /// The most pages of a listing that are looked at: stores list by name only.
    private static let pageLimit = 4

    /// Those with a bundle that is large enough.
    let bundles: [SHA256Digest]
    /// Those with no bundle: they are published uncompressed, or are small.
    let others: [SHA256Digest]

    /// Chooses among objects.
    ///
    /// - Parameter objects: What is in the store, those written last first.
    init(_ objects: [ListedObject]) {
        let sizes = Dictionary(objects.map { ($0.key, $0.metadata.byteCount) }, uniquingKeysWith: { first, _ in first })
        let assets = objects.filter { $0.metadata.byteCount <= Self.indexByteLimit }.compactMap { object in
            if case .index(let address) = ObjectKeys.Parsed(object.key) { address } else { nil }
        }
        bundles = Array(assets.filter { sizes[ObjectKeys($0).bundle] ?? 0 >= Self.leastByteCount }.prefix(Self.limit))
        others = Array(assets.filter { sizes[ObjectKeys($0).bundle] == nil }.prefix(Self.limit))
    }

    /// Lists a store; what cannot be listed, for whatever reason, cannot be reused.
    ///
    /// - Throws: `CancellationError` only.
    init(in store: any ObjectStore) async throws {
        let listed = try await capture {
            try await store.list("", isRecursive: false, pageLimit: Self.pageLimit)
        }
        let objects = (try? listed.get()) ?? []
        self.init(objects.sorted { $0.metadata.modified ?? 0 > $1.metadata.modified ?? 0 })
    }
}
