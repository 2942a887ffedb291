public import Assets

extension Project {
    /// The assets that the models use, without duplicates, sorted by key.
    public var assets: [AssetDeclaration] {
        AssetDeclaration.declarations(for: models.values.flatMap(\.containers).flatMap(\.assetSources))
    }
}

extension ContainerDefinition {
    /// The sources of the container's image and model data that are local assets.
    var assetSources: [AssetSource] {
        var sources: [AssetSource] = []
        if case .asset(let source) = image.source { sources.append(source) }
        let data = (modelData.map { [$0] } ?? []) + additionalModelData.sorted { $0.key < $1.key }.map(\.value)
        for data in data {
            if case .asset(let source) = data.source { sources.append(source) }
        }
        return sources
    }
}
