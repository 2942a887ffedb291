public import Assets
public import Hashing

/// An asset that a run has published, or found published already.
public struct PublishedAsset: Sendable, Hashable {
    /// The asset's key in the references file.
    public let key: AssetKey
    /// The address, and the published objects and images.
    public let reference: PublishedReference

    /// Creates the result of the publication of an asset.
    public init(key: AssetKey, reference: PublishedReference) {
        self.key = key
        self.reference = reference
    }

    /// The kind of the asset.
    public var kind: AssetKind { reference.kind }
    /// The address of the published content.
    public var address: SHA256Digest { reference.address }
}
