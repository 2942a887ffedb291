internal import Archive
internal import Basics
internal import Hashing
internal import Identity
internal import Staging

/// Brings one staged asset to one store, or finds it there.
struct AssetUpload: Sendable {
    /// An asset that is in the store, proved.
    struct Confirmed: Sendable {
        let index: BundleIndex
        let uri: String
    }

    /// The index of a million files with long paths takes 300 MB.
    private static let indexByteLimit = 1 << 30

    let asset: StagedAsset
    let store: any Store
    let progress: PublishProgress
    let width: Int

    private var indexKey: String { "\(asset.address).index.json" }
    private var objectKey: String { "\(asset.address)\(asset.fileExtension)" }

    /// What is in the store before anything is sent.
    enum Standing: Sendable {
        /// The asset is there, whole and proved.
        case confirmed(Confirmed)
        /// The index is not there; the object may be, if a publisher was stopped between the two.
        case missing(hasObject: Bool)
    }

    /// Looks for the asset with two requests at the same time.
    ///
    /// - Throws: `PublishingError` if what is there is something else.
    func find() async throws -> Standing {
        async let indexText = store.read(indexKey, limit: Self.indexByteLimit)
        async let foundObject = store.object(objectKey)
        let index = try await indexText.map { try self.index(of: $0) }
        let object = try await foundObject
        guard let index else { return .missing(hasObject: object != nil) }
        guard let object else {
            // The same encoder makes the same object again; another one's would contradict the index for ever.
            guard index.encoder == nil || index.encoder == FrameEncoder().identifier else {
                throw foreignIndex("its object is gone, and was made by another release: \(index.encoder ?? "")")
            }
            return .missing(hasObject: false)
        }
        do {
            try await store.prove(objectKey, object, index)
        } catch PublishingError.objectChanged {
            _ = try await store.prove(objectKey, index)
        }
        return .confirmed(Confirmed(index: index, uri: store.uri(of: objectKey)))
    }

    /// Publishes the asset: the object, then, when that is proved, the index.
    ///
    /// - Parameter hasObject: Whether the object is there already: then it is proved and not sent again.
    func publish(hasObject: Bool) async throws -> Confirmed {
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
            guard case .confirmed(let confirmed) = try await find() else { throw error }
            return confirmed
        }
        try await write(index)
        return Confirmed(index: index, uri: store.uri(of: objectKey))
    }

    /// Proves what was written, or what was there before.
    ///
    /// A store that answers a write with the checksum of what it was given has said all there is to say; every other
    /// one is asked for the object.
    private func prove(_ index: inout BundleIndex, _ outcome: WriteOutcome) async throws {
        if case .written(let object) = outcome, Proof(object, index) == .proved { return }
        let object = try await store.prove(objectKey, index)
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
        let result = try await upload.write { sink in
            var hash = SHA256()
            let size = asset.tree.byteCount
            for offset in stride(from: 0, to: size, by: 1 << 22) {
                let part = ContentPart(entry: 0, offset: offset, destination: 0..<Int(min(1 << 22, size - offset)))
                let bytes = try [UInt8](unsafeUninitializedCapacity: part.destination.count) { buffer, count in
                    try asset.tree.read([part], into: UnsafeMutableRawBufferPointer(buffer))
                    count = part.destination.count
                }
                hash.update(bytes.span.bytes)
                try await sink.write(bytes)
                progress.didPack(bytes.count)
            }
            let digest = hash.finish()
            guard digest == asset.address else {
                throw ArchiveError.contentChanged(path: asset.tree.entries.first?.path ?? "")
            }
            return (size, sha256: digest)
        }
        let index = BundleIndex(
            file: .init(byteCount: result.summary, sha256: asset.address, multipart: result.multipart),
            creator: Version.creator
        )
        return (index, result.outcome)
    }

    private func write(_ index: BundleIndex) async throws {
        let bytes = Array(index.text.utf8)
        guard try await store.write(bytes, to: indexKey, sha256: SHA256.hash(bytes.span.bytes)) == .exists else {
            return
        }
        // Another publisher was faster, or the object had gone while its index stayed.
        guard let text = try await store.read(indexKey, limit: Self.indexByteLimit) else {
            throw PublishingError.objectChanged(uri: store.uri(of: indexKey))
        }
        let found = try self.index(of: text)
        guard found.object.sha256 == index.object.sha256, found.object.byteCount == index.object.byteCount else {
            throw foreignIndex("it was written for an object with SHA-256 \(found.object.sha256)")
        }
    }

    /// Reads an index and checks that it is of this asset, by what is known here: not by its own word.
    private func index(of text: [UInt8]) throws -> BundleIndex {
        let index: BundleIndex
        do {
            index = try BundleIndex(json: text)
        } catch {
            throw foreignIndex(error.message)
        }
        guard index.address == asset.address else { throw foreignIndex("its address is \(index.address)") }
        let isOurs =
            switch asset.kind {
            case .file: index.encoder == nil && index.object.sha256 == asset.address
            case .directory, .image: index.encoder != nil && (index.context ?? index.address) == asset.content.address
            }
        guard isOurs else { throw foreignIndex("it describes another content") }
        return index
    }

    private func foreignIndex(_ reason: String) -> PublishingError {
        .foreignIndex(uri: store.uri(of: indexKey), reason: reason)
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
