public import Assets
public import Basics
public import Hashing
public import Manifests

/// The work of a publish: a value that `--dry-run` prints, that a file can hold, and that a publisher carries out.
///
/// It is complete: which objects are there and verified, which are to be sent, by which encoder, and which assets of the
/// store a delta is made from. Plans of parts of a project can be merged.
public struct PublishPlan: Sendable, Hashable {
    /// The schema of the plan's document.
    public static let schema = "sageassets/plan/v1"

    /// An asset at a destination.
    public struct Item: Sendable, Hashable, Codable {
        /// The asset's name in the references file.
        public let key: AssetKey
        /// The kind of the asset.
        public let kind: AssetKind
        /// The asset's address.
        public let address: SHA256Digest
        /// The format in which the asset is published.
        public let format: PublicationFormat
        /// The size of the asset's files in bytes.
        public let byteCount: Int64
        /// The destination's name.
        public let destination: String
        /// The URI of the object, or of the prefix of the objects.
        public let uri: String
        /// The state of the asset at the destination.
        public let status: PublicationStatus
        /// The verified object or objects of a published asset.
        public let object: ObjectReference?
        /// Whether there are objects without an index, which are verified and not sent again.
        public let hasObject: Bool
        /// The encoder of a bundle that is to be published.
        public let encoder: String?
        /// The addresses of assets at the destination of which parts are copied instead of sent.
        public internal(set) var bases: [SHA256Digest] = []
        /// The image of a Dockerfile directory; nil if only its build context is published.
        public internal(set) var image: ImagePlan?

        /// Whether something of the asset is to be published.
        public var isToPublish: Bool { status.isToPublish || image.map { $0.action != .found } ?? false }

        /// The identity of the objects: assets with the same ones are published once.
        struct ID: Hashable {
            let destination: String
            let uri: String
        }

        var id: ID { ID(destination: destination, uri: uri) }

        private enum CodingKeys: String, CodingKey {
            case key = "asset"
            case byteCount = "bytes"
            case address, bases, destination, encoder, format, hasObject, image, kind, object, status, uri
        }
    }

    /// The assets at their destinations, in the order of the manifest's assets; none of those that may not be published
    /// because SageMaker would fail on them.
    public internal(set) var items: [Item] = []
    /// The assets that cannot be published, with the errors.
    public internal(set) var failures: [PublishFailure]
    /// The defects that do not keep an asset from being published.
    public internal(set) var warnings: [PublishWarning] = []

    /// The items that are to be published, one for all assets with the same objects.
    var unpublished: [Item] {
        var seen: Set<Item.ID> = []
        return items.filter { $0.status.isToPublish && seen.insert($0.id).inserted }
    }

    /// Returns this plan with the items of another one, which replace those of the same assets at the same destinations.
    public func merging(_ other: PublishPlan) -> PublishPlan {
        func place(_ item: Item) -> [String] { [item.key.description, item.destination] }
        let replaced = Set(other.items.map(place))
        var merged = self
        merged.items = items.filter { !replaced.contains(place($0)) } + other.items
        merged.failures += other.failures.filter { !failures.contains($0) }
        merged.warnings += other.warnings.filter { !warnings.contains($0) }
        return merged
    }
}

/// A defect of an artifact that does not keep it from being published.
public struct PublishWarning: Sendable, Hashable, Codable {
    /// The asset.
    public let key: AssetKey
    /// The defect.
    public let diagnostic: Diagnostic

    private enum CodingKeys: String, CodingKey {
        case key = "asset"
        case diagnostic
    }
}

/// An asset that could not be published, or a destination that cannot be reached at all.
public struct PublishFailure: Sendable, Hashable, Codable {
    /// The asset, or nil where the destination is the cause for every asset.
    public private(set) var key: AssetKey?
    /// The address of the asset, if it failed to be sent.
    let address: SHA256Digest?
    /// The destination, or nil where the asset itself is the cause.
    public let destination: String?
    /// The error.
    public let error: ReportedError
    /// Whether every other asset fails at the destination too.
    let concernsDestination: Bool

    private enum CodingKeys: String, CodingKey {
        case key = "asset"
        case address, concernsDestination, destination, error
    }

    /// Describes a failure.
    public init(key: AssetKey?, address: SHA256Digest? = nil, destination: String?, error: any Error) {
        self.key = key
        self.address = address
        self.destination = destination
        self.error = ReportedError(error)
        concernsDestination = destination != nil && error.concernsDestination
    }

    /// The failure as one of the destination, for all assets.
    var ofDestination: PublishFailure {
        var failure = self
        failure.key = nil
        return failure
    }
}
