internal import Archive
internal import Hashing
internal import Manifests
internal import Staging
internal import Stores
internal import Transfers

/// A publication as one object: a bundle, or a file as it is.
protocol ObjectPublication: Publication {
    var asset: StagedAsset { get }
    /// Whether nothing of it was there a moment ago.
    var isMissing: Bool { get }
    var context: TransferContext { get }
}

extension ObjectPublication {
    /// Reads the index and the object's metadata, both at the same time.
    func lookUp() async throws -> PublicationLookUp {
        let (store, key) = (context.store, asset.objectKey)
        async let foundIndex = context.indexes.index(of: asset.indexed)
        async let foundObject = store.metadata(of: key)
        let index = try await foundIndex?.bundle
        let object = try await foundObject
        guard let index else { return .withoutIndex(hasObject: object != nil) }
        guard let object else {
            // Only the same encoder makes the same object again; another one's would contradict the index.
            guard index.encoder.map({ FrameEncoder(identifier: $0) != nil }) ?? true else {
                let reason = "its object is gone, and was made by another release: \(index.encoder ?? "")"
                throw context.indexes.foreign(asset.indexed, reason)
            }
            return .withoutObject(encoder: index.encoder)
        }
        do {
            try await store.verify(key, object, index.object)
        } catch StoreError.objectChanged {
            _ = try await store.verify(key, index.object)
        }
        return .published(reference(index))
    }

    /// Verifies the object, and writes its index.
    ///
    /// - Parameters:
    ///   - index: The index of the object that was written, or should be there.
    ///   - outcome: The outcome of the write; `.exists` if there was none.
    func record(_ index: BundleIndex, _ outcome: WriteOutcome) async throws -> ObjectReference {
        var index = index
        do {
            let object = try await context.store.verify(asset.objectKey, outcome, index.object)
            // Without a SHA-256, later look-ups compare the CRC64NVME or the ETag of the bytes that were just verified.
            index.object.keep(object)
        } catch let error as StoreError where outcome == .exists {
            // A publisher of another release may have been first, with other bytes for the same asset.
            guard let reference = try await lookUp().object else { throw error }
            return reference
        }
        try await context.indexes.add(AssetIndex(bundle: index), to: asset.indexed, wasMissing: isMissing)
        return reference(index)
    }

    private func reference(_ index: BundleIndex) -> ObjectReference {
        ObjectReference(
            checksum: index.object.checksum,
            size: Int(index.object.byteCount),
            uri: context.store.uri(of: asset.objectKey)
        )
    }
}
