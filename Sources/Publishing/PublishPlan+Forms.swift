internal import Stores
internal import Assets
internal import Basics
internal import Hashing
internal import Manifests
internal import Staging

extension PublishPlan.Step {
    /// Whether each file is published as an object of its own; a file asset is one object either way.
    var isUncompressed: Bool { asset.format == .prefix }
}

extension References {
    /// The address under which an asset is in a store in the form of a step, as far as is known.
    func previousAddress(of step: PublishPlan.Step, at target: Publisher.Target) -> SHA256Digest? {
        guard let asset = assets[step.declaration.key], asset.address != step.address,
            let reference = asset.destinations[target.name], let object = reference.modelData ?? reference.context
        else { return nil }
        let keys = ObjectKeys(asset.address)
        let key =
            switch step.asset.format {
            case .bundle, .image: keys.bundle
            case .file: keys.file(named: step.asset.tree.entries.first?.path ?? "")
            case .prefix: keys.prefix
            }
        // Not so where the manifest names another store by this name since.
        return object.uri.hasSameBytes(as: target.store.uri(of: key)) ? asset.address : nil
    }
}
