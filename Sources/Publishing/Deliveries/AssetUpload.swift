internal import Archive
internal import Basics
internal import Hashing
internal import Assets
internal import Manifests
internal import Staging

/// Brings one staged asset to one store as one object, a bundle or the file that it is, or finds it there.
struct AssetUpload: AssetDelivery {
    let asset: StagedAsset
    let store: any Store
    /// The addresses of what the store has that may have much in common with the asset.
    let relatives: [SHA256Digest]
    /// How a bundle is compressed that is not there yet.
    let encoder: FrameEncoder
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
        guard let index else { return .missing(Remains(hasObject: object != nil)) }
        guard let object else {
            // The same encoder makes the same object again; another one's would contradict the index for ever.
            guard index.encoder.map({ FrameEncoder(identifier: $0) != nil }) ?? true else {
                throw indexFile.foreign("its object is gone, and was made by another release: \(index.encoder ?? "")")
            }
            return .missing(Remains(hasObject: false, encoder: index.encoder))
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
    /// - Parameter remains: What is there already: an object is proved and not sent again.
    func publish(_ remains: Remains) async throws -> ObjectReference {
        progress.willPack(Int(asset.tree.byteCount))
        guard remains.hasObject, asset.format != .file else {
            let encoder = remains.encoder.flatMap(FrameEncoder.init(identifier:)) ?? encoder
            return try await publish(encoder, hasObject: remains.hasObject)
        }
        do {
            return try await publish(encoder, hasObject: true)
        } catch let error as PublishingError {
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
        let upload = PartUpload(
            store: hasObject ? NullStore() : store,
            key: objectKey,
            progress: hasObject ? PublishProgress() : progress
        )
        var (index, outcome) =
            asset.format == .file
            ? try await uploadFile(upload)
            : try await uploadBundle(encoder, upload)
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
            checksum: index.object.reference,
            size: Int(index.object.byteCount),
            uri: store.uri(of: objectKey)
        )
    }

    /// Proves what was written, or what was there before.
    private func prove(_ index: inout BundleIndex, _ outcome: WriteOutcome) async throws {
        let object = try await store.prove(objectKey, outcome, index.expected)
        // Without a checksum, the store's mark of the bytes that were just proved is what can be compared later.
        if object.checksum == nil { index.objectVersion = object.version }
    }

    private func uploadBundle(
        _ encoder: FrameEncoder,
        _ upload: PartUpload
    ) async throws -> (BundleIndex, WriteOutcome) {
        var upload = upload
        // For the sake of memory.
        upload.partsAtATime = max(1, min(5, (90 << 20) / PartCutter(asset.tree.entries).largestPart))
        if let last = try await LastBundle.find(like: asset.known, among: relatives, by: encoder, in: upload.store) {
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
            partSize: WholeFileUpload.partSize(byteCount: asset.tree.byteCount),
            progress: upload.progress
        )
        let result = try await file.write()
        let index = BundleIndex(
            file: asset.address,
            byteCount: asset.tree.byteCount,
            multipart: result.multipart,
            creator: Version.creator
        )
        return (index, result.outcome)
    }
}

extension StagedAsset {
    /// What the object's key ends in: a file keeps its own extension, and SageMaker wants `.tar.gz` whole.
    var fileExtension: String {
        guard format == .file, let name = tree.entries.first?.path else { return ".tar.gz" }
        if name.hasSuffix(".tar.gz") { return ".tar.gz" }
        guard let dot = name.utf8.lastIndex(of: UInt8(ascii: ".")), dot != name.startIndex else { return "" }
        return String(name[dot...])
    }
}

extension BundleIndex.Object {
    /// What a reference says to prove the object.
    fileprivate var reference: ObjectReference.Checksum {
        // An index has one of both, or is refused when it is read.
        sha256.map { .sha256($0) } ?? .sha256OfParts(multipart?.sha256 ?? "")
    }
}
