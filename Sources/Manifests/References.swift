public import Assets

/// The content of a references file: the publications of each asset, by destination.
///
/// `text` and `init(json:file:)` write and read the file's format, `sageassets/references/v2`.
public struct References: Sendable, Hashable {
    /// The name and version of the file's format.
    public static let schema = "sageassets/references/v2"

    /// The file's default name.
    public static let fileName = OwnFile.referencesName

    /// The published assets by key.
    public internal(set) var assets: [AssetKey: AssetReference] = [:]

    /// Creates the references of a project of which nothing is published yet.
    public init() {}

    /// Returns the publication of an asset at a destination; nil if there is none.
    public subscript(key: AssetKey, destination: String) -> PublishedReference? {
        assets[key]?.destinations[destination]
    }

    /// Adds the publication of an asset at a destination, and replaces the last one there.
    ///
    /// An asset has one kind: publications of the other kind are removed.
    ///
    /// - Returns: The destinations whose publications were removed.
    @discardableResult
    public mutating func update(_ reference: PublishedReference, of key: AssetKey, at destination: String) -> [String] {
        if assets[key]?.add(reference, at: destination) == true { return [] }
        let removed = assets.updateValue(AssetReference(reference, at: destination), forKey: key)
        return removed.map { $0.destinations.keys.filter { $0 != destination }.sorted() } ?? []
    }

    /// Changes all publications.
    func mapReferences(_ change: (PublishedReference) -> PublishedReference) -> References {
        var changed = References()
        for (key, asset) in assets {
            for (name, reference) in asset.destinations { changed.update(change(reference), of: key, at: name) }
        }
        return changed
    }
}
