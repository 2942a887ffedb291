internal import Assets
package import Basics
package import Hashing
internal import Synchronization

/// A store that is asked about many assets, and has been listed before.
///
/// A listing of a thousand objects is one request. It tells which are missing, and that others are the same as at an earlier
/// look-up, whose answer is kept in the user's cache: then neither need be asked for. Each object is answered for once, so
/// that whoever looks again finds what has changed since. Everything else is the store's own.
package final class ListedStore: ObjectStore {
    private struct State {
        var known: KnownObjects
        /// The keys that were asked for.
        var asked: Set<String> = []
        var hasNews = false
        /// The bytes of indexes that may still be kept.
        var bytesLeft: Int

        mutating func keep(_ item: KnownObjects.Item, as key: String) {
            let left = bytesLeft - (item.bytes?.count ?? 0)
            guard left >= 0 else { return }
            (bytesLeft, hasNews) = (left, true)
            known.items[key] = item
        }
    }

    private enum Answer {
        case missing
        case known(KnownObjects.Item)
        /// The store must be asked.
        case unknown
    }

    private let base: any ObjectStore
    private let listing: StoreListing
    private let listedKeys: Set<String>
    private let cache: CacheDirectory?
    private let state: Mutex<State>

    /// Lists a store, if that is less work than looking up so many assets; returns nil if not, or if it cannot be listed.
    ///
    /// - Parameters:
    ///   - base: The store.
    ///   - assetCount: The number of assets that will be looked up.
    ///   - cache: The answers to earlier look-ups; nil for none.
    package init?(_ base: any ObjectStore, assetCount: Int, cache: CacheDirectory?) async {
        let pageLimit = StoreListing.pageLimit(assetCount: assetCount)
        guard base.properties.directory == nil, pageLimit > 0,
            let listing = await StoreListing.read(base, pageLimit: pageLimit)
        else { return nil }
        (self.base, self.listing, self.cache) = (base, listing, cache)
        listedKeys = Set(listing.objects.map(\.key))
        let listed = Dictionary(listing.objects.map { ($0.key, $0.metadata) }, uniquingKeysWith: { first, _ in first })
        var known = cache.map { KnownObjects.load(ofStoreAt: base.uri(of: ""), in: $0) } ?? KnownObjects()
        known.items = known.items.filter { key, item in listed[key].map { item.isListed(as: $0) } ?? false }
        let bytesLeft = KnownObjects.indexesByteLimit - known.indexByteCount
        state = Mutex(State(known: known, bytesLeft: bytesLeft))
    }

    /// Lists stores that have names, all at the same time, and leaves out those that cannot be listed.
    package static func listed(
        _ stores: [(name: String, store: any ObjectStore)],
        assetCount: Int,
        cache: CacheDirectory?
    ) async -> [String: ListedStore] {
        await withTaskGroup { group in
            for (name, store) in stores {
                group.addTask { (name, await ListedStore(store, assetCount: assetCount, cache: cache)) }
            }
            return await group.reduce(into: [:]) { $0[$1.0] = $1.1 }
        }
    }

    /// Keeps the answers of the store for later runs.
    package func saveAnswers() {
        guard let cache else { return }
        let known = state.withLock { $0.hasNews ? $0.known : nil }
        known?.save(ofStoreAt: uri(of: ""), in: cache)
    }

    private func answer(_ key: String) -> Answer {
        state.withLock { state in
            guard state.asked.insert(key).inserted else { return .unknown }
            guard listedKeys.contains(key) else { return .missing }
            return state.known.items[key].map { .known($0) } ?? .unknown
        }
    }

    private func keep(_ metadata: ObjectMetadata?, _ bytes: [UInt8]? = nil, as key: String) {
        guard cache != nil, let item = metadata.flatMap({ KnownObjects.Item($0, bytes: bytes) }) else { return }
        state.withLock { $0.keep(item, as: key) }
    }

    // MARK: ObjectStore

    package var properties: StoreProperties { base.properties }

    package func openConnections(_ count: Int) async { await base.openConnections(count) }

    package func uri(of key: String) -> String { base.uri(of: key) }

    package func metadata(of key: String) async throws -> ObjectMetadata? {
        switch answer(key) {
        case .missing: return nil
        case .known(let item): return item.metadata
        case .unknown:
            let metadata = try await base.metadata(of: key)
            keep(metadata, as: key)
            return metadata
        }
    }

    package func list(_ prefix: String, isRecursive: Bool, after token: String?) async throws -> ListPage {
        guard prefix.isEmpty, !isRecursive, token == nil else {
            return try await base.list(prefix, isRecursive: isRecursive, after: token)
        }
        return ListPage(objects: listing.objects)
    }

    package func read(_ key: String, range: Range<Int64>?, limit: Int) async throws -> ObjectContent? {
        guard range == nil, case .index? = ObjectKeys.Parsed(key) else {
            return try await base.read(key, range: range, limit: limit)
        }
        switch answer(key) {
        case .missing: return nil
        case .known(let item):
            if let bytes = item.bytes { return ObjectContent(bytes: bytes, metadata: item.metadata) }
        case .unknown: break
        }
        let content = try await base.read(key, range: nil, limit: limit)
        if let content, content.bytes.count <= KnownObjects.indexByteLimit {
            keep(content.metadata, content.bytes, as: key)
        }
        return content
    }

    package func put(_ bytes: [UInt8], to key: String, sha256: SHA256Digest) async throws -> WriteOutcome {
        try await base.put(bytes, to: key, sha256: sha256)
    }

    package func replace(
        _ key: String,
        ifMatch etag: String?,
        with bytes: [UInt8],
        sha256: SHA256Digest
    ) async throws -> ObjectMetadata? {
        try await base.replace(key, ifMatch: etag, with: bytes, sha256: sha256)
    }

    package func copy(
        _ source: String,
        _ object: ObjectMetadata,
        partSize: Int,
        to key: String
    ) async throws -> WriteOutcome? {
        try await base.copy(source, object, partSize: partSize, to: key)
    }

    package func beginMultipart(to key: String, resumes: Bool) async throws -> any MultipartWriter {
        try await base.beginMultipart(to: key, resumes: resumes)
    }

    package func abortUploads(except addresses: Set<SHA256Digest>) async throws -> [String] {
        try await base.abortUploads(except: addresses)
    }

    package func delete(_ key: String) async throws { try await base.delete(key) }
}
