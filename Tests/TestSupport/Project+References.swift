package import Manifests
package import SageMaker
internal import Assets
internal import Hashing

extension Project {
    /// Returns references as if all assets were published to a destination, with digests of the keys as addresses.
    package func published(to destination: Destination) throws -> References {
        let assets = assets.map { asset in
            let address = SHA256.hash(asset.key.description)
            let ending =
                if case .modelData(let options) = asset.source.options, options.compression == .none { "/" } else {
                    ".tar.gz"
                }
            let uri =
                switch destination.kind {
                case .local: "file:///srv/store/\(address)\(ending)"
                case .s3(let s3): "s3://\(s3.bucket)/\(s3.prefix)\(address)\(ending)"
                }
            let object = ObjectReference(checksum: .fullObject(address), size: 1, uri: uri)
            let content: PublishedReference.Content =
                switch asset.kind {
                case .image: .image(context: object)
                case .modelData: .modelData(object)
                }
            return PublishedAsset(key: asset.key, reference: PublishedReference(address: address, content: content))
        }
        return References().merging(assets, destination: destination.name)
    }
}
