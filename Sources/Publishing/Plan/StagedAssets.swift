internal import Assets
internal import Staging
internal import Stores

/// Assets whose files were read, so that they can be planned and published.
public struct StagedAssets: Sendable {
    struct Item: Sendable {
        let declaration: AssetDeclaration
        let asset: StagedAsset
    }

    /// The assets in the order of their declarations.
    let items: [Item]
    /// The assets that could not be read, with the errors.
    public let failures: [PublishFailure]
    /// The destinations that were listed meanwhile, by name.
    let listed: [String: ListedStore]
    private let assets: [AssetKey: StagedAsset]

    init(items: [Item], failures: [PublishFailure], listed: [String: ListedStore] = [:]) {
        self.items = items
        self.failures = failures
        self.listed = listed
        assets = Dictionary(items.map { ($0.declaration.key, $0.asset) }, uniquingKeysWith: { first, _ in first })
    }

    /// Returns the files of an item of a plan.
    ///
    /// - Throws: `PublishingError.outdatedPlan` if the plan was made for other content.
    func asset(_ item: PublishPlan.Item) throws(PublishingError) -> StagedAsset {
        guard let asset = assets[item.key], asset.address == item.address, asset.format == item.format else {
            throw .outdatedPlan(asset: item.key.description)
        }
        return asset
    }
}
