internal import Archive
internal import Assets
internal import Hashing
internal import Manifests
internal import Staging
internal import Stores
internal import Transfers

/// One asset in one store, in one format.
protocol Publication: Sendable {
    /// Looks the asset up, and verifies what is there.
    ///
    /// - Throws: `StoreError` if another object is in its place.
    func lookUp() async throws -> PublicationLookUp

    /// Publishes the asset: its bytes, then, when those are verified, the index.
    ///
    /// - Parameter hasObject: Whether there are objects without an index: they are verified and not sent again.
    func publish(hasObject: Bool) async throws -> ObjectReference
}

extension TransferContext {
    var indexes: IndexRepository { IndexRepository(store) }
}

extension StagedAsset {
    /// Returns the publication of the asset in its format.
    ///
    /// - Parameters:
    ///   - encoder: The encoder of a bundle that is not there yet.
    ///   - bases: The addresses of assets in the store that have much in common with this one.
    ///   - delta: The base of a bundle, if it has been read.
    ///   - isMissing: Whether nothing of it was there a moment ago, and nobody adds another section to its index meanwhile.
    ///   - context: The services of the run.
    func publication(
        encoder: FrameEncoder,
        bases: [SHA256Digest] = [],
        delta: BundleDelta? = nil,
        isMissing: Bool = false,
        in context: TransferContext
    ) -> any Publication {
        switch format {
        case .bundle, .image:
            BundlePublication(
                asset: self,
                encoder: encoder,
                bases: bases,
                delta: delta,
                isMissing: isMissing,
                context: context
            )
        case .file: FilePublication(asset: self, isMissing: isMissing, context: context)
        case .prefix: PrefixPublication(asset: self, bases: bases, isMissing: isMissing, context: context)
        }
    }

    /// The key of the object, or the prefix of the objects, that the asset is published as.
    var objectKey: String { objectKey(at: address) }

    /// Returns the key that the asset has in its format at another address.
    func objectKey(at address: SHA256Digest) -> String {
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
