package import Manifests
package import SageMaker
internal import Assets
internal import Hashing

extension Project {
    /// Returns references as if all assets were published to a destination, with digests of the keys as addresses.
    package func published(to destination: Destination) throws -> References {
        var references = References()
        for asset in assets {
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
            let reference = PublishedReference(address: address, content: content)
            references.update(reference, of: asset.key, at: destination.name)
        }
        return references
    }
}
