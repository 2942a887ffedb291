internal import Archive
internal import Assets
internal import Basics
internal import Hashing
internal import Manifests
internal import Staging
internal import Stores
internal import Transfers

/// A directory that is published with each file as an object of its own.
///
/// Files that a base contains are copied inside the store.
struct PrefixPublication: Publication {
    let asset: StagedAsset
    /// The addresses of assets in the store that may have much in common with this one.
    let bases: [SHA256Digest]
    /// Whether nothing of it was there a moment ago.
    let isMissing: Bool
    let context: TransferContext

    private var store: any ObjectStore { context.store }
    private var indexes: IndexRepository { context.indexes }
    private var keys: ObjectKeys { ObjectKeys(asset.address) }

    /// Reads the index and lists the objects, both at the same time, and compares sizes and ETags with the index.
    func lookUp() async throws -> PublicationLookUp {
        try PrefixNames(keys: keys).check(asset.content, limit: store.properties.keyByteLimit)
        async let foundIndex = indexes.index(of: asset.indexed)
        async let foundObjects = listed()
        let index = try await foundIndex?.prefix
        let objects = try await foundObjects
        guard let index else { return .withoutIndex(hasObject: !objects.isEmpty) }
        let known = index.files.compactMap { entry, object in
            objects[Array(entry.entry.path.utf8)].map { (path: entry.entry.path, object: object, found: $0) }
        }
        _ = try await context.scheduler.map(.verification, known) { path, object, found in
            try await verify(keys.member(path), found, object)
        }
        return known.count == index.objects.count ? .published(reference) : .withoutIndex(hasObject: true)
    }

    /// Publishes the missing files, verifies all, and writes the index.
    func publish(hasObject: Bool) async throws -> ObjectReference {
        let present = hasObject ? try await listed() : [:]
        let known = try await known(isThere: hasObject)
        let copies = try await FileCopies(of: bases, in: store)
        var objects: [(entry: Int, object: IndexedObject, lacksETag: Bool)] = []
        for tier in PrefixTier.tiers(of: asset.content) {
            objects += try await context.scheduler.map(
                tier.kind,
                tier.entries,
                byteCount: { tier.kind == .object ? Int(asset.content.entries[$0].entry.byteCount) : 0 }
            ) { entry in
                let item = asset.content.entries[entry]
                let member = PrefixMember(
                    asset: asset,
                    entry: entry,
                    key: keys.member(item.entry.path),
                    context: context
                )
                let found = present[Array(item.entry.path.utf8)]
                if let found, let object = known[entry] {
                    try await verify(member.key, found, object)
                    context.observer(.published(Int(object.byteCount), isRead: true))
                    context.observer(.found(Int(object.byteCount)))
                    return (entry: entry, object: object, lacksETag: false)
                }
                let (object, lacksETag) = try await member.publish(isThere: found != nil, copies: copies)
                return (entry: entry, object: object, lacksETag: lacksETag)
            }
        }
        let index = PrefixIndex(
            asset.content,
            objects: try await withETags(objects.sorted { $0.entry < $1.entry }),
            creator: Version.creator
        )
        try await indexes.add(AssetIndex(prefix: index), to: asset.indexed, wasMissing: isMissing)
        return reference
    }

    /// Returns the objects with their ETags; one listing has those of all objects that were sent.
    private func withETags(
        _ objects: [(entry: Int, object: IndexedObject, lacksETag: Bool)]
    ) async throws -> [IndexedObject] {
        guard objects.contains(where: \.lacksETag) else { return objects.map(\.object) }
        let listed = try await listed()
        return try await context.scheduler.map(.verification, objects) { entry, object, lacksETag in
            guard lacksETag else { return object }
            let path = asset.content.entries[entry].entry.path
            var object = object
            if let found = listed[Array(path.utf8)], found.byteCount == object.byteCount {
                object.version = found.etag
            } else {
                object.version = try await store.verify(keys.member(path), object).etag
            }
            return object
        }
    }

    /// Returns the objects that an earlier index describes, by the indexes of their entries.
    private func known(isThere: Bool) async throws -> [Int: IndexedObject] {
        guard isThere, let index = try await indexes.index(of: asset.indexed)?.prefix else { return [:] }
        // The same address: the same entries.
        let entries = asset.content.entries.indices.filter { asset.content.entries[$0].entry.isFile }
        return Dictionary(zip(entries, index.objects), uniquingKeysWith: { first, _ in first })
    }

    /// The reference to the prefix; the address stands for the digests of all objects.
    private var reference: ObjectReference {
        ObjectReference(
            checksum: .fullObject(asset.address),
            size: Int(asset.tree.byteCount),
            uri: store.uri(of: keys.prefix)
        )
    }

    /// Lists the objects below the prefix, by path.
    ///
    /// - Throws: `StoreError.foreignObject` for an object that is no file of the asset: SageMaker would load it, too.
    private func listed() async throws -> [[UInt8]: ObjectMetadata] {
        let files = Set(asset.content.entries.filter(\.entry.isFile).map { Array($0.entry.path.utf8) })
        var objects: [[UInt8]: ObjectMetadata] = [:]
        for listed in try await store.list(keys.prefix) {
            let path = Array(listed.key.utf8.dropFirst(keys.prefix.utf8.count))
            guard !files.contains(path) else {
                objects[path] = listed.metadata
                continue
            }
            // The zero-byte "folder" markers of the S3 console are ignored.
            guard listed.metadata.byteCount == 0, path.last ?? UInt8(ascii: "/") == UInt8(ascii: "/") else {
                let reason = "it is no file of the asset, and would be loaded with the others"
                throw StoreError.foreignObject(uri: store.uri(of: listed.key), reason: reason)
            }
        }
        return objects
    }

    /// Verifies an object by its listing, or by further requests if that is not enough.
    private func verify(_ key: String, _ object: ObjectMetadata, _ expected: IndexedObject) async throws {
        switch Verification(object, expected) {
        case .verified: return
        case .mismatch(let reason): throw StoreError.foreignObject(uri: store.uri(of: key), reason: reason)
        case .inconclusive: _ = try await store.verify(key, expected)
        }
    }
}
