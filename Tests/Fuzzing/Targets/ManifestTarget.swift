import Assets
import Basics
import Hashing
import Manifests
import SageMaker

extension FuzzTarget {
    /// A manifest: it has a template, or its errors have places in the text.
    static let manifest = FuzzTarget("manifest") { input in
        let text = String(decoding: input, as: UTF8.self)
        let project: Project
        do throws(ManifestError) {
            project = try Project(yaml: text, file: "manifest.yaml")
        } catch {
            try require(error.message.contains("manifest.yaml"), "an error does not name the file: \(error)")
            return
        }
        try require(project == Project(yaml: text), "it reads as something else the second time")
        for destination in project.destinations {
            do {
                let references = try published(project.assets, to: destination)
                let template = try CloudFormationTemplate(project, destination: destination, references: references)
                try require(!template.text.isEmpty && !template.yaml.isEmpty, "a template is empty")
            } catch let error as SageMakerError {
                try require(!error.message.isEmpty, "an error has no message")
            }
        }
    }

    /// The references as they are when each asset has been published.
    private static func published(_ assets: [AssetDeclaration], to destination: Destination) throws -> References {
        let published = assets.map { asset in
            let address = SHA256.hash(asset.key.description)
            let uri =
                switch destination.kind {
                case .local: "file:///srv/store/\(address).tar.gz"
                case .s3(let s3): "s3://\(s3.bucket)/\(s3.prefix)\(address).tar.gz"
                }
            let object = ObjectReference(checksum: .fullObject(address), size: 1, uri: uri)
            let reference =
                switch asset.kind {
                case .image: PublishedReference(context: object)
                case .modelData: PublishedReference(modelData: object)
                }
            return PublishedAsset(key: asset.key, kind: asset.kind, address: address, reference: reference)
        }
        return References().merging(published, destination: destination.name)
    }
}
