internal import Archive
internal import Basics
internal import Hashing
internal import Identity
internal import Manifests
internal import Staging

/// Brings one staged asset to one store as one object, a bundle or the file that it is, or finds it there.
struct AssetUpload: AssetDelivery {
    let asset: StagedAsset
    let store: any Store
    let progress: PublishProgress
    let width: Int

    private var indexFile: IndexFile { IndexFile(asset: asset, store: store) }
    private var objectKey: String { "\(asset.address)\(asset.fileExtension)" }

    /// Looks for the asset with two requests at the same time.
    ///
    /// - Throws: `PublishingError` if what is there is something else.
    func find() async throws -> DeliveryStanding {
        async let foundIndex = indexFile.read()
        async let foundObject = store.object(objectKey)
        let index = try await foundIndex?.bundle
        let object = try await foundObject
        guard let index else { return .missing(hasObject: object != nil) }
        guard let object else {
            // The same encoder makes the same object again; another one's would contradict the index for ever.
            guard index.encoder == nil || index.encoder == FrameEncoder().identifier else {
                throw indexFile.foreign("its object is gone, and was made by another release: \(index.encoder ?? "")")
            }
            return .missing(hasObject: false)
        }
        do {
            try await store.prove(objectKey, object, index.expected)
        } catch PublishingError.objectChanged {
            _ = try await store.prove(objectKey, index.expected)
        }
        return .confirmed(reference(index))
    }

    /// Publishes the asset: the object, then, when that is proved, the index.
    ///
    /// - Parameter hasObject: Whether the object is there already: then it is proved and not sent again.
    func publish(hasObject: Bool) async throws -> ObjectReference {
        progress.willPack(Int(asset.tree.byteCount))
        let upload = PartUpload(
            store: hasObject ? NullStore() : store,
            key: objectKey,
            partSize: PartUpload.partSize(for: asset.tree),
            progress: hasObject ? PublishProgress() : progress
        )
        var (index, outcome) = asset.kind == .file ? try await uploadFile(upload) : try await uploadBundle(upload)
        do {
            try await prove(&index, outcome)
        } catch let error as PublishingError where outcome == .exists {
            // Another release's publisher may have been faster: its bytes are others, its asset is the same.
            guard case .confirmed(let reference) = try await find() else { throw error }
            return reference
        }
        try await indexFile.add(AssetIndex(bundle: index))
        return reference(index)
    }

    private func reference(_ index: BundleIndex) -> ObjectReference {
        ObjectReference(
            sha256: index.object.sha256,
            size: Int(index.object.byteCount),
            uri: store.uri(of: objectKey)
        )
    }

    /// Proves what was written, or what was there before.
    ///
    /// A store that answers a write with the checksum of what it was given has said all there is to say; every other
    /// one is asked for the object.
    private func prove(_ index: inout BundleIndex, _ outcome: WriteOutcome) async throws {
        if case .written(let object) = outcome, Proof(object, index.expected) == .proved { return }
        let object = try await store.prove(objectKey, index.expected)
        // Without a checksum, the store's mark of the bytes that were just proved is what can be compared later.
        if object.checksum == nil { index.objectVersion = object.version }
    }

    private func uploadBundle(_ upload: PartUpload) async throws -> (BundleIndex, WriteOutcome) {
        let result = try await upload.write { sink in
            let writer = BundleWriter(asset.tree, width: width)
            let bundle = try await writer.write(to: { try await sink.write($0) }, progress: { progress.didPack($0) })
            try asset.content.checkSame(as: bundle.tree)
            return (bundle, sha256: bundle.sha256)
        }
        let index = BundleIndex(
            address: asset.address,
            bundle: result.summary,
            multipart: result.multipart,
            creator: Version.creator
        )
        return (index, result.outcome)
    }

    private func uploadFile(_ upload: PartUpload) async throws -> (BundleIndex, WriteOutcome) {
        let file = WholeFileUpload(
            asset: asset,
            entry: 0,
            store: upload.store,
            key: objectKey,
            partSize: upload.partSize,
            progress: upload.progress
        )
        let result = try await file.write()
        let index = BundleIndex(
            file: .init(byteCount: asset.tree.byteCount, sha256: asset.address, multipart: result.multipart),
            creator: Version.creator
        )
        return (index, result.outcome)
    }
}

extension StagedAsset {
    /// What the object's key ends in: a file keeps its own extension, and SageMaker wants `.tar.gz` whole.
    var fileExtension: String {
        guard kind == .file, let name = tree.entries.first?.path else { return ".tar.gz" }
        if name.hasSuffix(".tar.gz") { return ".tar.gz" }
        guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")), dot != name.startIndex else { return "" }
        return String(name[dot...])
    }
}

extension HashedTree {
    /// Throws if a file is not what it was when the tree's address was computed.
    func checkSame(as other: HashedTree) throws(ArchiveError) {
        guard address != other.address else { return }
        let changed = zip(entries, other.entries).first { $0 != $1 }
        throw .contentChanged(path: changed?.0.entry.path ?? "")
    }
}
