internal import Basics
internal import Hashing
internal import Manifests
internal import Staging

extension PublishPlan.Step {
    /// Whether each file is published as an object of its own; a file asset is one object either way.
    var isUncompressed: Bool {
        guard case .modelData(let options) = declaration.recipe, asset.kind == .directory else { return false }
        return options.compression == .none
    }
}

extension References {
    /// The address under which an asset is in a store uncompressed, as far as is known.
    func previousAddress(of key: AssetKey, at target: Publisher.Target) -> SHA256Digest? {
        guard let asset = assets[key], let object = asset.destinations[target.name]?.modelData else { return nil }
        let uri = target.store.uri(of: PrefixKeys(address: asset.address).prefix)
        // Not so where the manifest names another store by this name since.
        return object.uri.hasSameBytes(as: uri) ? asset.address : nil
    }
}
