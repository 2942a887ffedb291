public import Assets
public import Hashing

/// An asset that a run has published, or found published already.
public struct PublishedAsset: Sendable, Hashable {
    /// The asset's key in the references file.
    public let key: AssetKey
    /// The kind of the asset.
    public let kind: AssetKind
    /// The address of the published content.
    public let address: SHA256Digest
    /// The published objects and images at the destination.
    public let reference: PublishedReference

    /// Creates the result of the publication of an asset.
    public init(key: AssetKey, kind: AssetKind, address: SHA256Digest, reference: PublishedReference) {
        self.key = key
        self.kind = kind
        self.address = address
        self.reference = reference
    }
}

extension References {
    /// Returns the references with the assets that a run has published at a destination.
    ///
    /// An asset has one address. If it is new, the references to other destinations are dropped, which contain the old
    /// content; otherwise they stay, and so do all assets that the run did not publish.
    public func merging(_ published: some Sequence<PublishedAsset>, destination: String) -> References {
        var merged = self
        for asset in published {
            let old = merged.assets[asset.key]
            let isSame = old?.address == asset.address && old?.kind == asset.kind
            var new = AssetReference(
                address: asset.address,
                kind: asset.kind,
                destinations: isSame ? old?.destinations ?? [:] : [:]
            )
            new.destinations[destination] = asset.reference
            merged.assets[asset.key] = new
        }
        return merged
    }
}
