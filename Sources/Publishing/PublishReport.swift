internal import Assets
public import Manifests

/// The results of a publish.
public struct PublishReport: Sendable {
    /// An asset that is at a destination.
    public struct Item: Sendable {
        /// The asset and its reference.
        public let asset: PublishedAsset
        /// The destination.
        public let destination: String
        /// Whether the asset was there before.
        public let wasFound: Bool

        /// The object that was published.
        public var object: ObjectReference { asset.reference.object }
    }

    /// The assets that are at their destinations, in the order of the plan.
    public internal(set) var items: [Item]
    /// The assets that are not, with the errors.
    public internal(set) var failures: [PublishFailure]
    /// The defects of assets that were published all the same.
    public internal(set) var warnings: [PublishWarning]
    /// The publications that were removed from the references file, sorted by asset and destination.
    public internal(set) var dropped: [DroppedReference] = []
}

extension PublishReport.Item {
    init(_ item: PublishPlan.Item, _ object: ObjectReference, _ image: ImageReference?, wasFound: Bool) {
        let content: PublishedReference.Content =
            switch item.format {
            case .image: .image(context: object, image: image)
            case .bundle, .file, .prefix: .modelData(object)
            }
        self.init(
            asset: PublishedAsset(key: item.key, reference: .init(address: item.address, content: content)),
            destination: item.destination,
            wasFound: wasFound
        )
    }
}
