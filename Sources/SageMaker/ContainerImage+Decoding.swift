internal import Manifests

extension ContainerImage: Decodable {
    package enum CodingKeys: String, PropertyKey {
        case fromAsset, fromEcrRepository
    }

    /// Decodes a source of an image of a manifest.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        switch try container.onlyKey() {
        case .fromAsset:
            let asset = try container.decode(ImageAsset.self, forKey: .fromAsset)
            self = .fromAsset(asset.directory, options: asset.options)
        case .fromEcrRepository:
            let image = try container.decode(EcrImage.self, forKey: .fromEcrRepository)
            self = .fromEcrRepository(image.repository, image.version)
        }
    }
}

/// `fromAsset` of an image: the directory alone, or with options beside it.
package struct ImageAsset: Decodable {
    let directory: String
    let options: ImageOptions

    package enum CodingKeys: String, PropertyKey {
        case directory
    }

    package init(from decoder: any Decoder) throws {
        guard decoder.isAtMapping else {
            directory = try decoder.decodePath()
            options = ImageOptions()
            return
        }
        try decoder.refuseProperties(besides: CodingKeys.names + ImageOptions.CodingKeys.names)
        directory = try decoder.container(keyedBy: CodingKeys.self).decodePath(forKey: .directory)
        options = try ImageOptions(from: decoder)
    }
}

/// `fromEcrRepository`: a repository, and a tag or digest.
package struct EcrImage: Decodable {
    let repository: EcrRepository
    let version: ImageVersion

    package enum CodingKeys: String, PropertyKey {
        case repositoryName, repositoryArn, tag, digest
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        switch try container.onlyKey(of: [.repositoryName, .repositoryArn]) {
        case .repositoryArn: repository = .arn(try container.decode(String.self, forKey: .repositoryArn))
        default: repository = .name(try container.decode(String.self, forKey: .repositoryName))
        }
        if container.contains(.digest) {
            _ = try container.onlyKey(of: [.digest, .tag])
            version = .digest(try container.decode(String.self, forKey: .digest))
        } else {
            version = ImageVersion(try container.decodeIfPresent(String.self, forKey: .tag) ?? "latest")
        }
    }
}
