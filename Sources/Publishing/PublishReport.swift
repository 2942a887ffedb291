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
        public var object: ObjectReference? { asset.reference.modelData ?? asset.reference.context }
    }

    /// The assets that are at their destinations, in the order of the plan.
    public let items: [Item]
    /// The assets that are not, with the errors.
    public let failures: [PublishFailure]
    /// The defects of assets that were published all the same.
    public let warnings: [PublishWarning]
}

extension PublishReport.Item {
    init(_ item: PublishPlan.Item, _ object: ObjectReference, wasFound: Bool) {
        let reference: PublishedReference =
            switch item.format {
            case .image: PublishedReference(context: object)
            case .bundle, .file, .prefix: PublishedReference(modelData: object)
            }
        self.init(
            asset: PublishedAsset(key: item.key, kind: item.kind, address: item.address, reference: reference),
            destination: item.destination,
            wasFound: wasFound
        )
    }
}
