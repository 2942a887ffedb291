internal import Assets
internal import Lint
internal import SageMaker

extension Project {
    /// The uses of model data that lint rules depend on, by asset.
    var artifactUses: [AssetKey: ArtifactUse] {
        let customImageAssets = modelDataOfCustomImages
        var uses: [AssetSource: ArtifactUse] = [:]
        for model in models.values {
            for container in model.containers {
                let data = (container.modelData.map { [$0] } ?? []) + container.additionalModelData.values
                for case .asset(let source) in data.map(\.source) {
                    if container.mode == .multiModel { uses[source, default: ArtifactUse()].isMultiModel = true }
                    if model.networkIsolation { uses[source, default: ArtifactUse()].hasNoNetwork = true }
                }
            }
        }
        var result: [AssetKey: ArtifactUse] = [:]
        for asset in assets where asset.kind == .modelData {
            var use = uses[asset.source] ?? ArtifactUse()
            use.isForCustomImage = customImageAssets.contains(asset.key)
            result[asset.key] = use
        }
        return result
    }
}
