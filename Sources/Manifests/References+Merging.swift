public import Assets
public import Hashing

/// An asset that a run has published or found.
public struct PublishedAsset: Sendable, Hashable {
    /// The asset.
    public let key: AssetKey
    /// Its kind.
    public let kind: AssetKind
    /// Its address.
    public let address: SHA256Digest
    /// The published objects and images at the destination.
    public let reference: PublishedReference

    /// Describes what was published.
    public init(key: AssetKey, kind: AssetKind, address: SHA256Digest, reference: PublishedReference) {
        self.key = key
        self.kind = kind
        self.address = address
        self.reference = reference
    }
}

extension References {
    /// Returns the references with what a run has published at a destination.
    ///
    /// An asset has one address. Where that is a new one, its other destinations hold something else now and are
    /// dropped; where it is the same, they stay, and so do all assets that the run did not publish.
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
