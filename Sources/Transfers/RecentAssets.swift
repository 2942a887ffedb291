internal import Assets
internal import Basics
package import Hashing
package import Stores

/// The assets that were published to a store last, by the listing's names, sizes and times: candidates for the base of a new
/// one.
package struct RecentAssets: Sendable, Hashable {
    /// The least size of an asset for which they are looked up.
    package static let leastByteCount: Int64 = 32 << 20
    /// The most candidates for each format: each takes two requests.
    private static let limit = 4
    /// The largest index of a candidate, that of 50,000 files.
    private static let indexByteLimit: Int64 = 16 << 20

    /// The most pages of the listing that are read: stores list by name only.
    private static let pageLimit = 4

    /// The assets with a bundle that is large enough to be a base.
    package let bundles: [SHA256Digest]
    /// The assets without a bundle: published as a prefix, or as a file.
    package let others: [SHA256Digest]

    /// Chooses candidates from a listing.
    ///
    /// - Parameter objects: The objects of the store, sorted by the time of writing, the latest first.
    package init(_ objects: [ListedObject]) {
        let sizes = Dictionary(objects.map { ($0.key, $0.metadata.byteCount) }, uniquingKeysWith: { first, _ in first })
        let assets = objects.filter { $0.metadata.byteCount <= Self.indexByteLimit }.compactMap { object in
            if case .index(let address) = ObjectKeys.Parsed(object.key) { address } else { nil }
        }
        bundles = Array(assets.filter { sizes[ObjectKeys($0).bundle] ?? 0 >= Self.leastByteCount }.prefix(Self.limit))
        others = Array(assets.filter { sizes[ObjectKeys($0).bundle] == nil }.prefix(Self.limit))
    }

    /// Lists a store; one that cannot be listed, for whatever reason, has no candidates.
    ///
    /// - Throws: `CancellationError` only.
    package init(in store: any ObjectStore) async throws {
        let listed = try await capture {
            try await store.list("", isRecursive: false, pageLimit: Self.pageLimit)
        }
        let objects = (try? listed.get()) ?? []
        self.init(objects.sorted { $0.metadata.modified ?? 0 > $1.metadata.modified ?? 0 })
    }
}
