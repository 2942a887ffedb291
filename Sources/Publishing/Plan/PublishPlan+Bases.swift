internal import Assets
internal import Basics
internal import Hashing
internal import Manifests
internal import Staging
internal import Stores

extension References {
    /// Returns the address at which an asset was published last in the format of a step.
    func previousAddress(of step: PublishPlan.Step, at target: Publisher.Target) -> SHA256Digest? {
        guard let asset = assets[step.declaration.key], asset.address != step.address,
            let reference = asset.destinations[target.name], let object = reference.modelData ?? reference.context
        else { return nil }
        let key = step.asset.objectKey(at: asset.address)
        // Not so where the manifest names another store by this name since.
        return object.uri.hasSameBytes(as: target.store.uri(of: key)) ? asset.address : nil
    }
}
