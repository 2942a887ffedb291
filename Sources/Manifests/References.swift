public import Assets

/// The content of a references file: the address of each asset, and where it is published.
///
/// A value; `text` and `init(json:file:)` are its file's form, `sageassets/references/v1`.
public struct References: Sendable, Hashable {
    /// The document's schema.
    public static let schema = "sageassets/references/v1"

    /// The file's usual name.
    public static let fileName = "sageassets.references.json"

    /// The assets by key.
    public var assets: [AssetKey: AssetReference]

    /// Makes references; none if nothing was published yet.
    public init(assets: [AssetKey: AssetReference] = [:]) {
        self.assets = assets
    }
}
