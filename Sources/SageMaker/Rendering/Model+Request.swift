internal import Manifests

// Source: CreateModel in the Amazon SageMaker API Reference.

extension Model {
    /// Returns the request that creates the model.
    func request(id: ResourceID, containers: [LocatedContainer]) -> Request {
        let definitions = containers.map(\.value)
        let role: TemplateValue =
            role.map { .text($0) } ?? "\(.attribute(.arn, of: ExecutionRole.resourceID(of: id)))"
        return Request(
            .createModel,
            name: modelName,
            [
                "Containers": definitions.count > 1 ? .list(definitions) : nil,
                "EnableNetworkIsolation": networkIsolation ? true : nil,
                "ExecutionRoleArn": role,
                "InferenceExecutionConfig": inferenceExecutionMode.map { ["Mode": .text($0.rawValue)] },
                "PrimaryContainer": definitions.count == 1 ? definitions[0] : nil,
                "Tags": tags.tagList,
                "VpcConfig": vpc.map {
                    ["SecurityGroupIds": .texts($0.securityGroupIds), "Subnets": .texts($0.subnets)]
                },
            ]
        )
    }
}

extension LocatedContainer {
    fileprivate var value: TemplateValue {
        let environment = definition.environment.mapValues { TemplateValue.text($0) }
        let channels = additionalModelData.map { channel, location -> TemplateValue in
            ["ChannelName": .text(channel), "S3DataSource": location.dataSource]
        }
        return .object(compacting: [
            "AdditionalModelDataSources": channels.isEmpty ? nil : .list(channels),
            "ContainerHostname": definition.containerHostname.map { .text($0) },
            "Environment": environment.isEmpty ? nil : .object(environment),
            "Image": image.map { .text($0.uri) },
            "ImageConfig": registryAccess?.value,
            "InferenceSpecificationName": definition.image.modelPackage?.inferenceSpecification.map { .text($0) },
            "Mode": definition.mode.map { .text($0.rawValue) },
            "ModelDataSource": usesDataSource ? modelData.map { ["S3DataSource": $0.dataSource] } : nil,
            "ModelDataUrl": usesDataSource ? nil : modelData.map { .text($0.uri) },
            "ModelPackageName": definition.image.modelPackage.map { .text($0.name) },
            "MultiModelConfig": definition.modelCacheSetting.map { ["ModelCacheSetting": .text($0.rawValue)] },
        ])
    }

    /// Whether `ModelDataSource` is used: `ModelDataUrl` is an archive, or the prefix of a multi-model container's
    /// archives.
    private var usesDataSource: Bool {
        modelData?.compression == ModelDataOptions.CompressionType.none && !isMultiModel
    }
    private var isMultiModel: Bool { definition.mode == .multiModel }
}

extension ObjectLocation {
    /// Source: S3ModelDataSource in the Amazon SageMaker API Reference.
    fileprivate var dataSource: TemplateValue {
        [
            "CompressionType": compression == .gzip ? "Gzip" : "None",
            "S3DataType": isPrefix ? "S3Prefix" : "S3Object",
            "S3Uri": .text(uri),
        ]
    }
}

extension ContainerImage {
    /// The network access to the image's registry that the definition gives; nil if it gives none.
    var registryAccess: RegistryAccess? {
        if case .registry(let image) = source { image.access } else { nil }
    }

    /// The model package; nil for any other source.
    var modelPackage: ModelPackage? {
        if case .modelPackage(let package) = source { package } else { nil }
    }
}

extension RegistryAccess {
    fileprivate var value: TemplateValue {
        switch self {
        case .platform: ["RepositoryAccessMode": "Platform"]
        case .vpc(let provider):
            .object(compacting: [
                "RepositoryAccessMode": "Vpc",
                "RepositoryAuthConfig": provider.map { ["RepositoryCredentialsProviderArn": .text($0)] },
            ])
        }
    }
}
