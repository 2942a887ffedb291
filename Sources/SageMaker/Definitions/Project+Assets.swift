public import Manifests

extension Project {
    /// The assets that the models use, each once, sorted by key.
    public var assets: [AssetDeclaration] {
        AssetDeclaration.declarations(for: models.values.flatMap(\.containers).flatMap(\.assetUses))
    }
}

extension ContainerDefinition {
    /// The assets that the container uses.
    var assetUses: [AssetUse] {
        var uses: [AssetUse] = []
        if case .asset(let use) = image.source { uses.append(use) }
        let data = (modelData.map { [$0] } ?? []) + additionalModelData.sorted { $0.key < $1.key }.map(\.value)
        for data in data {
            if case .asset(let use) = data.source { uses.append(use) }
        }
        return uses
    }
}
