public import Assets
package import Manifests

/// The source of a container's model data.
public struct ModelData: Sendable, Hashable {
    /// The kinds of sources; not public, so that a new one is not a breaking change.
    package enum Source: Sendable, Hashable {
        case asset(AssetSource)
        case bucket(BucketObject)
    }

    package let source: Source

    /// A local artifact: a `.tar.gz` file, or a directory that is published as a `.tar.gz` or file by file.
    ///
    /// - Parameters:
    ///   - path: The file or directory, relative to the manifest.
    ///   - options: The excluded files, and the format in which a directory is published.
    public static func fromAsset(_ path: String, options: ModelDataOptions = ModelDataOptions()) -> ModelData {
        ModelData(source: .asset(AssetSource(path: path, options: .modelData(options))))
    }

    /// Model data that is already in a bucket.
    ///
    /// - Parameters:
    ///   - bucket: The bucket's name.
    ///   - key: The key of a `.tar.gz`; or, without compression, the key of any object or a prefix that ends in `/`.
    ///   - compression: Whether the object is a `.tar.gz`, which SageMaker unpacks.
    ///   - encryptionKey: The ARN of the KMS key that encrypts the objects, which a generated role is allowed to use;
    ///     nil for none.
    public static func fromBucket(
        _ bucket: String,
        _ key: String,
        compression: ModelDataOptions.CompressionType = .gzip,
        encryptionKey: String? = nil
    ) -> ModelData {
        let object = BucketObject(bucket: bucket, key: key, compression: compression, encryptionKey: encryptionKey)
        return ModelData(source: .bucket(object))
    }
}

extension ModelData {
    /// Whether SageMaker gets the data as it is, and not as an archive that it unpacks.
    var isUncompressed: Bool {
        switch source {
        case .asset(let asset):
            if case .modelData(let options) = asset.options { options.compression == .none } else { false }
        case .bucket(let object): object.compression == .none
        }
    }
}

/// The location of model data that is already in a bucket.
package struct BucketObject: Sendable, Hashable {
    package let bucket: String
    package let key: String
    package let compression: ModelDataOptions.CompressionType
    package let encryptionKey: String?
}

// MARK: Reading

extension ModelData: DocumentObject {
    package enum Property: String, DocumentProperty {
        case fromAsset, fromBucket
    }

    package init(reading value: DocumentValue) {
        let properties = DocumentProperties<Property>(value)
        switch properties.only() {
        case .fromAsset:
            let asset: ModelDataAsset = properties.required(.fromAsset)
            self = .fromAsset(asset.path, options: asset.options)
        case .fromBucket:
            self.init(source: .bucket(properties.required(.fromBucket)))
        case nil:
            self = .fromBucket("", "")
        }
    }
}

/// The value of `fromAsset` of model data: a path, or a mapping of a path and options.
package struct ModelDataAsset: DocumentObject {
    let path: String
    let options: ModelDataOptions

    package enum Property: String, DocumentProperty {
        case path
    }

    package init(reading value: DocumentValue) {
        guard value.isMapping else {
            path = value.assetPath
            options = ModelDataOptions()
            return
        }
        path =
            DocumentProperties<Property>(value, besides: ModelDataOptions.Property.names)
            .requiredValue(.path).assetPath
        options = ModelDataOptions(reading: value, besides: Property.names)
    }
}

extension BucketObject: DocumentObject {
    package enum Property: String, DocumentProperty {
        case bucket, key, compression, encryptionKey
    }

    package init(reading value: DocumentValue) {
        let properties = DocumentProperties<Property>(value)
        self.init(
            bucket: properties.required(.bucket),
            key: properties.required(.key),
            compression: properties.value(.compression, default: .gzip),
            encryptionKey: properties.optional(.encryptionKey)
        )
    }
}
