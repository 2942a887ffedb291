public import Assets

/// The content of a references file: the address of each asset, and its publications by destination.
///
/// `text` and `init(json:file:)` write and read the file's format, `sageassets/references/v1`.
public struct References: Sendable, Hashable {
    /// The name and version of the file's format.
    public static let schema = "sageassets/references/v1"

    /// The file's default name.
    public static let fileName = "sageassets.references.json"

    /// The assets by key.
    public var assets: [AssetKey: AssetReference]

    /// Creates references, by default those of a project of which nothing is published yet.
    public init(assets: [AssetKey: AssetReference] = [:]) {
        self.assets = assets
    }
}
