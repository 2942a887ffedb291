public import Assets

/// The assets and destinations of a manifest: a references file keeps their publications only.
public struct ReferencesScope: Sendable {
    /// The keys of the assets with their kinds.
    public let assets: [AssetKey: AssetKind]
    /// The names of the destinations.
    public let destinations: Set<String>

    /// Creates the scope of a manifest.
    public init(assets: some Sequence<AssetDeclaration>, destinations: some Sequence<Destination>) {
        self.assets = Dictionary(assets.map { ($0.key, $0.kind) }, uniquingKeysWith: { first, _ in first })
        self.destinations = Set(destinations.map(\.name))
    }
}

/// A publication that was removed from the references; its objects are still in the store.
public struct DroppedReference: Sendable, Hashable, Codable, Comparable {
    /// The reason for the removal.
    public enum Reason: String, Sendable, Hashable, Codable {
        /// The manifest no longer has the asset, or has it as another kind.
        case asset
        /// The manifest no longer has the destination.
        case destination
        /// The two sides of a merge conflict have different publications.
        case conflict
        /// The object is not that of the address.
        case mismatch
    }

    /// The asset.
    public let key: AssetKey
    /// The destination's name.
    public let destination: String
    /// The reason.
    public let reason: Reason

    /// Describes a removed publication.
    package init(_ key: AssetKey, at destination: String, because reason: Reason) {
        self.key = key
        self.destination = destination
        self.reason = reason
    }

    private enum CodingKeys: String, CodingKey {
        case key = "asset"
        case destination, reason
    }

    /// Orders by asset, then by destination.
    public static func < (left: DroppedReference, right: DroppedReference) -> Bool {
        (left.key, left.destination) < (right.key, right.destination)
    }
}

extension References {
    /// Removes the publications that do not satisfy a condition, and returns them.
    mutating func drop(
        because reason: DroppedReference.Reason,
        unless isIncluded: (AssetKey, String, PublishedReference) -> Bool
    ) -> [DroppedReference] {
        var dropped: [DroppedReference] = []
        for (key, asset) in assets {
            let removed = asset.destinations.filter { !isIncluded(key, $0, $1) }.keys
            guard !removed.isEmpty else { continue }
            dropped += removed.map { DroppedReference(key, at: $0, because: reason) }
            assets[key] = asset.filtered { name, _ in !removed.contains(name) }
        }
        return dropped.sorted()
    }

    /// Removes the publications of assets, and at destinations, that a manifest no longer has.
    ///
    /// - Returns: The removed publications, sorted by asset and destination.
    public mutating func drop(outside scope: ReferencesScope) -> [DroppedReference] {
        let assets = drop(because: .asset) { key, _, reference in scope.assets[key] == reference.kind }
        return (assets + drop(because: .destination) { _, name, _ in scope.destinations.contains(name) }).sorted()
    }
}
