public import Manifests

/// Where a container's model data comes from.
public struct ModelData: Sendable, Hashable {
    /// The sources there are; not public, so that more can come without breaking anyone's `switch`.
    package enum Source: Sendable, Hashable {
        case asset(AssetUse)
        case bucket(name: String, key: String)
    }

    package let source: Source

    /// A local artifact: a `.tar.gz` file as it is, or a directory that is made into one.
    ///
    /// - Parameters:
    ///   - path: The file or directory, relative to the manifest.
    ///   - options: How it is staged.
    public static func fromAsset(_ path: String, options: ModelDataOptions = ModelDataOptions()) -> ModelData {
        ModelData(source: .asset(AssetUse(path: path, recipe: .modelData(options))))
    }

    /// A `.tar.gz` that is in a bucket already.
    ///
    /// - Parameters:
    ///   - bucket: The bucket's name.
    ///   - key: The object's key.
    public static func fromBucket(_ bucket: String, _ key: String) -> ModelData {
        ModelData(source: .bucket(name: bucket, key: key))
    }
}

// MARK: Decoding

extension ModelData: Decodable {
    package enum CodingKeys: String, PropertyKey {
        case fromAsset, fromBucket
    }

    /// Decodes a source of model data of a manifest.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        switch try container.onlyKey() {
        case .fromAsset:
            let asset = try container.decode(ModelDataAsset.self, forKey: .fromAsset)
            self = .fromAsset(asset.path, options: asset.options)
        case .fromBucket:
            let object = try container.decode(BucketObject.self, forKey: .fromBucket)
            self = .fromBucket(object.bucket, object.key)
        }
    }
}

/// `fromAsset` of model data: the path alone, or with options beside it.
package struct ModelDataAsset: Decodable {
    let path: String
    let options: ModelDataOptions

    package enum CodingKeys: String, PropertyKey {
        case path
    }

    package init(from decoder: any Decoder) throws {
        guard decoder.isAtMapping else {
            path = try decoder.decodePath()
            options = ModelDataOptions()
            return
        }
        try decoder.refuseProperties(besides: CodingKeys.names + ModelDataOptions.CodingKeys.names)
        path = try decoder.container(keyedBy: CodingKeys.self).decodePath(forKey: .path)
        options = try ModelDataOptions(from: decoder)
    }
}

/// `fromBucket`: an object.
package struct BucketObject: Decodable {
    let bucket: String
    let key: String

    package enum CodingKeys: String, PropertyKey {
        case bucket, key
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        bucket = try container.decode(String.self, forKey: .bucket)
        key = try container.decode(String.self, forKey: .key)
    }
}
