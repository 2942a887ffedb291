internal import Stores
internal import Archive
internal import Basics
internal import Hashing
internal import Assets
internal import Manifests
internal import Staging

/// Brings one staged asset to one store as one object, a bundle or the file that it is, or finds it there.
struct AssetUpload: AssetDelivery {
    let asset: StagedAsset
    let store: any ObjectStore
    /// The addresses of what the store has that may have much in common with the asset.
    let relatives: [SHA256Digest]
    /// How a bundle is compressed that is not there yet.
    let encoder: FrameEncoder
    let progress: PublishProgress
    let width: Int

    private var indexes: IndexRepository { IndexRepository(store) }
    private var objectKey: String { asset.objectKey }

    /// Looks for the asset with two requests at the same time.
    ///
    /// - Throws: `PublishingError` if what is there is something else.
    func find() async throws -> DeliveryStanding {
        async let foundIndex = indexes.index(of: asset.indexed)
        async let foundObject = store.metadata(of: objectKey)
        let index = try await foundIndex?.bundle
        let object = try await foundObject
        guard let index else { return .missing(Remains(hasObject: object != nil)) }
        guard let object else {
            // The same encoder makes the same object again; another one's would contradict the index for ever.
            guard index.encoder.map({ FrameEncoder(identifier: $0) != nil }) ?? true else {
                let reason = "its object is gone, and was made by another release: \(index.encoder ?? "")"
                throw indexes.foreign(asset.indexed, reason)
            }
            return .missing(Remains(hasObject: false, encoder: index.encoder))
        }
        do {
            try await store.verify(objectKey, object, index.expected)
        } catch StoreError.objectChanged {
            _ = try await store.verify(objectKey, index.expected)
        }
        return .confirmed(reference(index))
    }

    /// Publishes the asset: the object, then, when that is proved, the index.
    ///
    /// - Parameter remains: What is there already: an object is proved and not sent again.
    func publish(_ remains: Remains) async throws -> ObjectReference {
        progress.willPack(Int(asset.tree.byteCount))
        guard remains.hasObject, asset.format != .file else {
            let encoder = remains.encoder.flatMap(FrameEncoder.init(identifier:)) ?? encoder
            return try await publish(encoder, hasObject: remains.hasObject)
        }
        do {
            return try await publish(encoder, hasObject: true)
        } catch let error as StoreError {
            // The publisher that was stopped may have compressed in another way.
            for other in BundleCompression.allCases.map(FrameEncoder.init(compression:)) where other != encoder {
                if case .success(let reference) = try await capture({ try await publish(other, hasObject: true) }) {
                    return reference
                }
            }
            throw error
        }
    }

    private func publish(_ encoder: FrameEncoder, hasObject: Bool) async throws -> ObjectReference {
        var (index, outcome) =
            switch (asset.format, hasObject) {
            case (.file, true): (fileIndex(try await file.multipart()), WriteOutcome.exists)
            case (.file, false): try await uploadFile()
            case (_, true): (try await indexOfBundle(by: encoder), .exists)
            case (_, false): try await uploadBundle(encoder)
            }
        do {
            try await prove(&index, outcome)
        } catch let error as StoreError where outcome == .exists {
            // Another release's publisher may have been faster: its bytes are others, its asset is the same.
            guard case .confirmed(let reference) = try await find() else { throw error }
            return reference
        }
        try await indexes.add(AssetIndex(bundle: index), to: asset.indexed)
        return reference(index)
    }

    private func reference(_ index: BundleIndex) -> ObjectReference {
        ObjectReference(
            checksum: index.object.reference,
            size: Int(index.object.byteCount),
            uri: store.uri(of: objectKey)
        )
    }

    /// Proves what was written, or what was there before.
    private func prove(_ index: inout BundleIndex, _ outcome: WriteOutcome) async throws {
        let object = try await store.verify(objectKey, outcome, index.expected)
        // Without a checksum, the ETag of the bytes that were just verified is compared by later look-ups.
        if object.checksum == nil { index.objectVersion = object.etag }
    }

    /// Makes the bundle again, for the index of one that is there: nothing is sent.
    private func indexOfBundle(by encoder: FrameEncoder) async throws -> BundleIndex {
        let parts = PartDigests()
        let bundle = try await BundleWriter(asset.tree, encoder: encoder, width: width).write(
            asset.known,
            to: { parts.add(try $0.bytes(), cuts: $0.cuts) },
            progress: { progress.didPack($0, isRead: $1) }
        )
        return bundleIndex(bundle, parts.finish())
    }

    private func uploadBundle(_ encoder: FrameEncoder) async throws -> (BundleIndex, WriteOutcome) {
        var upload = PartUpload(store: store, key: objectKey, progress: progress)
        // For the sake of memory.
        upload.partsAtATime = max(1, min(5, (90 << 20) / PartCutter(asset.tree.entries).largestPart))
        if let last = try await LastBundle.find(like: asset.known, among: relatives, by: encoder, in: store) {
            upload.previous = last.object
            do {
                return try await uploadBundle(by: encoder, reusing: last.reuse, upload)
            } catch ArchiveError.previousDiffers, ArchiveError.contentChanged {
                // The last bundle is not what its index says; or a file has changed, which shows again below.
                upload.previous = nil
            }
        }
        return try await uploadBundle(by: encoder, reusing: nil, upload)
    }

    private func uploadBundle(
        by encoder: FrameEncoder,
        reusing reuse: FrameReuse?,
        _ upload: PartUpload
    ) async throws -> (BundleIndex, WriteOutcome) {
        let result = try await upload.write { sink in
            let bundle = try await BundleWriter(asset.tree, encoder: encoder, width: width).write(
                asset.known,
                reusing: reuse,
                to: { try await sink.write($0) },
                progress: { progress.didPack($0, isRead: $1) }
            )
            return (bundle, sha256: bundle.sha256)
        }
        return (bundleIndex(result.summary, result.multipart), result.outcome)
    }

    private func bundleIndex(_ bundle: WrittenBundle, _ multipart: BundleIndex.Multipart?) -> BundleIndex {
        BundleIndex(address: asset.address, bundle: bundle, multipart: multipart, creator: Version.creator)
    }

    private var file: WholeFileUpload {
        WholeFileUpload(
            asset: asset,
            entry: 0,
            store: store,
            key: objectKey,
            partSize: WholeFileUpload.partSize(byteCount: asset.tree.byteCount),
            progress: progress
        )
    }

    private func uploadFile() async throws -> (BundleIndex, WriteOutcome) {
        let result = try await file.write()
        return (fileIndex(result.multipart), result.outcome)
    }

    private func fileIndex(_ multipart: BundleIndex.Multipart?) -> BundleIndex {
        BundleIndex(
            file: asset.address,
            byteCount: asset.tree.byteCount,
            multipart: multipart,
            creator: Version.creator
        )
    }
}

extension StagedAsset {
    /// The key of the object, or the prefix of the objects, that the asset is published as.
    var objectKey: String {
        let keys = ObjectKeys(address)
        return switch format {
        case .bundle, .image: keys.bundle
        case .file: keys.file(named: tree.entries.first?.path ?? "")
        case .prefix: keys.prefix
        }
    }

    /// The facts that an index of the asset must agree with.
    var indexed: IndexRepository.Asset {
        switch format {
        case .file: .init(address: address, treeAddress: nil, mayHavePrefix: false)
        case .image: .init(address: address, treeAddress: content.address, mayHavePrefix: false)
        case .bundle, .prefix: .init(address: address, treeAddress: content.address, mayHavePrefix: true)
        }
    }
}

extension BundleIndex.Object {
    /// What a reference says to prove the object.
    fileprivate var reference: ObjectReference.Checksum {
        // An index has one of both, or is refused when it is read.
        sha256.map { .sha256($0) } ?? .sha256OfParts(multipart?.sha256 ?? "")
    }
}
