internal import Assets
internal import Manifests

extension ContainerImage: DocumentObject {
    package enum Property: String, DocumentProperty {
        case fromAsset, fromEcrRepository, fromDlc, fromRegistry, fromModelPackage
    }

    package init(reading value: DocumentValue) {
        let properties = DocumentProperties<Property>(value)
        switch properties.only() {
        case .fromAsset:
            let asset: ImageAsset = properties.required(.fromAsset)
            self = .fromAsset(asset.directory, build: asset.build)
        case .fromEcrRepository:
            let image: EcrImage = properties.required(.fromEcrRepository)
            self = .fromEcrRepository(image.repository, image.version)
        case .fromDlc:
            self.init(source: .deepLearningContainer(properties.required(.fromDlc)))
        case .fromRegistry:
            self.init(source: .registry(properties.required(.fromRegistry)))
        case .fromModelPackage:
            self.init(source: .modelPackage(properties.required(.fromModelPackage)))
        case nil:
            self = .fromRegistry("")
        }
    }
}

/// The value of an image's `fromAsset`: a directory, or a mapping of a directory and build options.
package struct ImageAsset: DocumentObject {
    let directory: String
    let build: ImageBuild

    package enum Property: String, DocumentProperty {
        case directory
    }

    package init(reading value: DocumentValue) {
        guard value.isMapping else {
            directory = value.assetPath
            build = ImageBuild()
            return
        }
        directory =
            DocumentProperties<Property>(value, besides: ImageBuild.Property.names)
            .requiredValue(.directory).assetPath
        build = ImageBuild(reading: value, besides: Property.names)
    }
}

/// The value of `fromEcrRepository`: a repository, and a tag or digest.
package struct EcrImage: DocumentObject {
    let repository: EcrRepository
    let version: ImageVersion

    package enum Property: String, DocumentProperty {
        case repositoryName, repositoryArn, account, region, tag, digest
    }

    package init(reading value: DocumentValue) {
        let properties = DocumentProperties<Property>(value)
        switch properties.only(of: [.repositoryName, .repositoryArn]) {
        case .repositoryArn:
            if properties.has(.account) || properties.has(.region) {
                value.report(
                    .conflictingProperties,
                    "has 'account' or 'region' in addition to 'repositoryArn', which contains both"
                )
            }
            repository = .arn(properties.required(.repositoryArn))
        case .repositoryName:
            repository = .name(
                properties.required(.repositoryName),
                account: properties.optional(.account),
                region: properties.optional(.region)
            )
        default:
            repository = .name("")
        }
        if properties.has(.digest) {
            _ = properties.only(of: [.digest, .tag])
            version = .digest(properties.required(.digest))
        } else {
            version = ImageVersion(properties.value(.tag, default: "latest"))
        }
    }
}

extension DeepLearningContainer: DocumentObject {
    package enum Property: String, DocumentProperty {
        case repositoryName, tag, account
    }

    package init(reading value: DocumentValue) {
        let properties = DocumentProperties<Property>(value)
        repository = properties.required(.repositoryName)
        tag = properties.required(.tag)
        account = properties.optional(.account)
    }
}

extension RegistryImage: DocumentObject {
    package enum Property: String, DocumentProperty {
        case uri, repositoryAccessMode, repositoryCredentialsProviderArn
    }

    package enum AccessMode: String, DocumentEnum {
        case platform = "Platform"
        case vpc = "Vpc"
    }

    package init(reading value: DocumentValue) {
        guard value.isMapping else {
            uri = String(reading: value)
            access = nil
            return
        }
        let properties = DocumentProperties<Property>(value)
        uri = properties.required(.uri)
        let provider: String? = properties.optional(.repositoryCredentialsProviderArn)
        switch properties.optional(.repositoryAccessMode, as: AccessMode.self) {
        case .vpc: access = .vpc(credentialsProvider: provider)
        case .platform: access = .platform
        case nil: access = nil
        }
        if case .vpc = access { return }
        if provider != nil {
            properties.requiredValue(.repositoryCredentialsProviderArn)
                .report(.conflictingProperties, "is allowed only with 'repositoryAccessMode: Vpc'")
        }
    }
}

extension ModelPackage: DocumentObject {
    package enum Property: String, DocumentProperty {
        case modelPackageName, inferenceSpecificationName
    }

    package init(reading value: DocumentValue) {
        guard value.isMapping else {
            self.init(name: String(reading: value), inferenceSpecification: nil)
            return
        }
        let properties = DocumentProperties<Property>(value)
        self.init(
            name: properties.required(.modelPackageName),
            inferenceSpecification: properties.optional(.inferenceSpecificationName)
        )
    }
}

extension DocumentValue {
    /// The value as the path of an asset; reports an empty path and NUL characters.
    var assetPath: String {
        let path = String(reading: self)
        if path.isEmpty || path.utf8.contains(0) { report(.invalidValue, "must be a path, relative to the manifest") }
        return path
    }
}
