public import Assets
public import Basics
public import Hashing
public import Manifests
package import Staging

/// The work of a publish: planned first, shown by `--dry-run`, then carried out.
public struct PublishPlan: Sendable {
    /// An asset, and its status at each destination.
    public struct Step: Sendable {
        /// The asset as the manifest declares it.
        public let declaration: AssetDeclaration
        /// The files with their digests.
        package let asset: StagedAsset
        /// The status by destination; none where a lint found what SageMaker would fail on, and nothing may be sent.
        public var statuses: [String: PublicationStatus]

        /// The asset's address.
        public var address: SHA256Digest { asset.address }
        /// The size of the asset's files in bytes.
        public var byteCount: Int64 { asset.tree.byteCount }
    }

    /// The steps in the order of the manifest's assets.
    public internal(set) var steps: [Step]
    /// The assets that could not be staged, or that SageMaker would fail on.
    public internal(set) var failures: [PublishFailure]
    /// The defects that do not keep an asset from being published.
    public internal(set) var warnings: [PublishWarning] = []
}

/// A defect of an artifact that does not keep it from being published.
public struct PublishWarning: Sendable {
    /// The asset.
    public let key: AssetKey
    /// The defect.
    public let diagnostic: Diagnostic
}

/// An asset that could not be published, or a destination that cannot be reached at all.
public struct PublishFailure: Sendable {
    /// The asset, or nil where the destination is the trouble for every asset.
    public let key: AssetKey?
    /// The destination, or nil where the asset itself is the trouble.
    public let destination: String?
    /// The cause.
    public let error: any Error

    /// Describes a failure.
    public init(key: AssetKey?, destination: String?, error: any Error) {
        self.key = key
        self.destination = destination
        self.error = error
    }
}

/// The results of a publish.
public struct PublishReport: Sendable {
    /// An asset that is at a destination.
    public struct Item: Sendable {
        /// The asset and its reference.
        public let asset: PublishedAsset
        /// The destination.
        public let destination: String
        /// Whether it was there before.
        public let wasFound: Bool

        /// The object that was published.
        public var object: ObjectReference? { asset.reference.modelData ?? asset.reference.context }
    }

    /// The assets that are at their destinations, in the order of the plan.
    public let items: [Item]
    /// The assets that are not, with the causes.
    public let failures: [PublishFailure]
    /// The defects of assets that were published all the same.
    public let warnings: [PublishWarning]
}
