internal import Stores
internal import Archive
internal import Basics
internal import Hashing
internal import Assets
internal import Manifests
internal import Staging

/// Brings one staged directory to one store with each file as an object of its own, or finds it there.
///
/// Objects of files that the asset's previous publication has too, or the last ones of other assets, are copied inside
/// the store.
struct PrefixUpload: AssetDelivery {
    /// How many objects are proved at a time: each proof waits for a server nearly all of its time.
    private static let proofWidth = 16

    let asset: StagedAsset
    let store: any ObjectStore
    /// The addresses of what the store has that may have much in common with the asset.
    let relatives: [SHA256Digest]
    let progress: PublishProgress

    private var indexes: IndexRepository { IndexRepository(store) }
    private var keys: ObjectKeys { ObjectKeys(asset.address) }

    /// Looks for the index and, at the same time, for the objects: their sizes and marks are compared with the index.
    func find() async throws -> DeliveryStanding {
        try PrefixNames(keys: keys).check(asset.content, limit: store.properties.keyByteLimit)
        async let foundIndex = indexes.index(of: asset.indexed)
        async let foundObjects = listed()
        let index = try await foundIndex?.prefix
        let objects = try await foundObjects
        guard let index else { return .missing(Remains(hasObject: !objects.isEmpty)) }
        let known = index.files.filter { objects[Array($0.entry.entry.path.utf8)] != nil }
        _ = try await known.map { ($0.entry, $0.object) }.boundedMap(width: Self.proofWidth) { entry, object in
            guard let found = objects[Array(entry.entry.path.utf8)], let expected = object.expected(of: entry) else {
                return
            }
            try await prove(keys.member(entry.entry.path), found, expected)
        }
        return known.count == index.objects.count ? .confirmed(reference) : .missing(Remains(hasObject: true))
    }

    /// Publishes the files that are not there, proves all, and writes the index.
    func publish(_ remains: Remains) async throws -> ObjectReference {
        progress.willPack(Int(asset.tree.byteCount))
        let present = remains.hasObject ? try await listed() : [:]
        let known = try await known(isThere: remains.hasObject)
        let sources = try await CopySources(of: relatives, in: store)
        var objects: [Int: DeliveredFile] = [:]
        for lane in FileLane.lanes(of: asset.content) {
            let delivered = try await lane.entries.boundedMap(width: lane.width) { entry in
                let item = asset.content.entries[entry]
                let delivery = FileDelivery(
                    asset: asset,
                    entry: entry,
                    store: store,
                    key: keys.member(item.entry.path),
                    partsAtATime: lane.partsAtATime,
                    progress: progress
                )
                let found = present[Array(item.entry.path.utf8)]
                if let found, let object = known[entry], let expected = object.expected(of: item) {
                    try await prove(delivery.key, found, expected)
                    progress.didPack(Int(expected.byteCount))
                    return (entry, DeliveredFile(object: object, lacksMark: false))
                }
                return (entry, try await delivery.run(isThere: found != nil, sources: sources))
            }
            for (entry, object) in delivered { objects[entry] = object }
        }
        let index = PrefixIndex(
            asset.content,
            objects: try await marked(objects.sorted { $0.key < $1.key }),
            creator: Version.creator
        )
        try await indexes.add(AssetIndex(prefix: index), to: asset.indexed)
        return reference
    }

    /// Returns the objects with the store's marks of them: one listing tells those of all that were only sent.
    private func marked(_ objects: [(key: Int, value: DeliveredFile)]) async throws -> [PrefixIndex.Object] {
        guard objects.contains(where: \.value.lacksMark) else { return objects.map(\.value.object) }
        let listed = try await listed()
        return try await objects.boundedMap(width: Self.proofWidth) { entry, result in
            let item = asset.content.entries[entry]
            guard result.lacksMark, let expected = result.object.expected(of: item) else { return result.object }
            var object = result.object
            if let found = listed[Array(item.entry.path.utf8)], found.byteCount == expected.byteCount {
                object.version = found.etag
            } else {
                object.version = try await store.verify(keys.member(item.entry.path), expected).etag
            }
            return object
        }
    }

    /// What an earlier index says of the objects, by the indexes of their entries.
    private func known(isThere: Bool) async throws -> [Int: PrefixIndex.Object] {
        guard isThere, let index = try await indexes.index(of: asset.indexed)?.prefix else { return [:] }
        // The same address: the same entries.
        let entries = asset.content.entries.indices.filter { asset.content.entries[$0].entry.isFile }
        return Dictionary(zip(entries, index.objects), uniquingKeysWith: { first, _ in first })
    }

    /// What a definition consumes; of several objects, the address is the digest that proves them all.
    private var reference: ObjectReference {
        ObjectReference(
            checksum: .sha256(asset.address),
            size: Int(asset.tree.byteCount),
            uri: store.uri(of: keys.prefix)
        )
    }

    /// What is below the prefix, by path.
    ///
    /// - Throws: `StoreError.foreignObject` for what is no file of the asset: SageMaker would load it too.
    private func listed() async throws -> [[UInt8]: ObjectMetadata] {
        let files = Set(asset.content.entries.filter(\.entry.isFile).map { Array($0.entry.path.utf8) })
        var objects: [[UInt8]: ObjectMetadata] = [:]
        for listed in try await store.list(keys.prefix) {
            let path = Array(listed.key.utf8.dropFirst(keys.prefix.utf8.count))
            guard !files.contains(path) else {
                objects[path] = listed.metadata
                continue
            }
            // What consoles make of "create folder" is no file to anybody.
            guard listed.metadata.byteCount == 0, path.last ?? UInt8(ascii: "/") == UInt8(ascii: "/") else {
                let reason = "it is no file of the asset, and would be loaded with the others"
                throw StoreError.foreignObject(uri: store.uri(of: listed.key), reason: reason)
            }
        }
        return objects
    }

    /// Proves an object by what a listing says, or by what more can be learned.
    private func prove(_ key: String, _ object: ObjectMetadata, _ expected: ExpectedObject) async throws {
        switch Verification(object, expected) {
        case .verified: return
        case .mismatch(let reason): throw StoreError.foreignObject(uri: store.uri(of: key), reason: reason)
        case .inconclusive: _ = try await store.verify(key, expected)
        }
    }
}
