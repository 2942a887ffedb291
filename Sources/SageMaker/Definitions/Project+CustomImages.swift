public import Assets

extension Project {
    /// The keys of model data served by images built from Dockerfile directories, whose layout requirements are unknown.
    public var modelDataOfCustomImages: Set<AssetKey> {
        let sources = models.values.flatMap(\.containers).compactMap { container -> AssetSource? in
            guard case .asset = container.image.source, case .asset(let source)? = container.modelData?.source else {
                return nil
            }
            return source
        }
        let known = Set(sources)
        return Set(assets.filter { known.contains($0.source) }.map(\.key))
    }
}
