public import Assets
package import Manifests

/// Where a container's model data comes from.
public struct ModelData: Sendable, Hashable {
    /// The sources there are; not public, so that more can come without breaking anyone's `switch`.
    package enum Source: Sendable, Hashable {
        case asset(AssetSource)
        case bucket(BucketObject)
    }

    package let source: Source

    /// A local artifact: a `.tar.gz` file as it is, or a directory that is made into one or published file by file.
    ///
    /// - Parameters:
    ///   - path: The file or directory, relative to the manifest.
    ///   - options: What is excluded, and the form in which a directory is published.
    public static func fromAsset(_ path: String, options: ModelDataOptions = ModelDataOptions()) -> ModelData {
        ModelData(source: .asset(AssetSource(path: path, options: .modelData(options))))
    }

    /// Model data that is in a bucket already.
    ///
    /// - Parameters:
    ///   - bucket: The bucket's name.
    ///   - key: The key of a `.tar.gz`, or of another object that is not to be unpacked, or what the keys of such
    ///     objects begin with, which ends in `/`.
    ///   - compression: Whether SageMaker unpacks it.
    ///   - encryptionKey: The ARN of the KMS key that the objects are encrypted with, which the model's role must be
    ///     allowed to use: none if nil.
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

/// Model data that is in a bucket already.
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

/// `fromAsset` of model data: the path alone, or with options beside it.
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
