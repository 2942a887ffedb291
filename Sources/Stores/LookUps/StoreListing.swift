internal import Assets
internal import Basics
internal import Hashing

/// All objects of a store whose keys have no slash, with the metadata that listings have.
struct StoreListing: Sendable {
    /// The least number of assets for which a store is listed: a few are looked up in one round trip.
    private static let leastAssetCount = 32
    /// The number of assets that are looked up at a time.
    private static let lookUpsAtATime = 128

    /// Returns the most pages that take no more round trips than the look-ups of so many assets.
    static func pageLimit(assetCount: Int) -> Int {
        assetCount < leastAssetCount ? 0 : (assetCount + lookUpsAtATime - 1) / lookUpsAtATime
    }

    let objects: [ListedObject]

    /// Lists a store; nil if it cannot be listed, for whatever reason, or has more pages than the limit.
    static func read(_ store: any ObjectStore, pageLimit: Int) async -> StoreListing? {
        var objects: [ListedObject] = []
        var token: String?
        for pageNumber in 1...max(1, pageLimit) {
            guard let page = try? await store.list("", isRecursive: false, after: token) else { return nil }
            objects += page.objects
            guard let next = page.next else { return StoreListing(objects: objects) }
            guard let share = share(before: page), Double(pageNumber) <= share * Double(pageLimit) else { return nil }
            token = next
        }
        return nil
    }

    /// Estimates which share of all keys a page and those before it have: addresses are evenly distributed.
    private static func share(before page: ListPage) -> Double? {
        guard let last = page.objects.last.flatMap({ ObjectKeys.Parsed($0.key) }) else { return nil }
        let start = last.address.bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
        return (Double(start) + 1) / 0x1p32
    }
}
