public import Manifests

extension Project {
    /// The model data that a container finds whose image is built from a Dockerfile directory: what such an image wants of
    /// it, only its maker knows.
    public var modelDataOfOwnImages: Set<AssetKey> {
        let uses = models.values.flatMap(\.containers).compactMap { container -> AssetUse? in
            guard case .asset = container.image.source, case .asset(let use)? = container.modelData?.source else {
                return nil
            }
            return use
        }
        let known = Set(uses)
        return Set(assets.filter { known.contains(AssetUse(path: $0.path, recipe: $0.recipe)) }.map(\.key))
    }
}
