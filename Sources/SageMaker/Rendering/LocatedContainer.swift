internal import Manifests

/// A container definition with the locations of its image and model data.
struct LocatedContainer {
    let definition: ContainerDefinition
    /// The location of the image; nil for a model package, which contains one.
    let image: ImageLocation?
    /// SageMaker's access to the registry of the image; nil if nothing is set.
    let registryAccess: RegistryAccess?
    let modelData: ObjectLocation?
    /// The locations of the additional model data, sorted by channel.
    let additionalModelData: [(channel: String, location: ObjectLocation)]

    init(_ definition: ContainerDefinition, in locations: AssetLocations) throws(SageMakerError) {
        self.definition = definition
        switch definition.image.source {
        case .asset(let source): image = try locations.image(source)
        case .ecrRepository(let repository, let version): image = ImageLocation(repository, version)
        case .deepLearningContainer(let container): image = ImageLocation(container, region: locations.region)
        case .registry(let registry): image = ImageLocation(uri: registry.uri)
        case .modelPackage: image = nil
        }
        registryAccess =
            if case .asset = definition.image.source { locations.registryAccess } else {
                definition.image.registryAccess
            }
        let isMultiModel = definition.mode == .multiModel
        modelData = try definition.modelData.map { data throws(SageMakerError) in
            try ObjectLocation(data, in: locations, isMultiModel: isMultiModel)
        }
        var additional: [(channel: String, location: ObjectLocation)] = []
        for (channel, data) in definition.additionalModelData.sorted(by: { $0.key < $1.key }) {
            additional.append((channel, try ObjectLocation(data, in: locations, isMultiModel: false)))
        }
        additionalModelData = additional
    }

    /// The locations of all model data that the container reads from S3.
    var objectLocations: [ObjectLocation] {
        (modelData.map { [$0] } ?? []) + additionalModelData.map(\.location)
    }
}

extension ObjectLocation {
    /// Creates the location of model data.
    ///
    /// - Parameter isMultiModel: Whether the data is the common prefix of the keys of many models.
    fileprivate init(
        _ data: ModelData,
        in locations: AssetLocations,
        isMultiModel: Bool
    ) throws(SageMakerError) {
        switch data.source {
        case .asset(let source):
            self = try locations.modelData(source)
        case .bucket(let object):
            self.init(
                bucket: "\(object.bucket)",
                key: "\(object.key)",
                isPrefix: isMultiModel || object.key.hasSuffix("/"),
                compression: object.compression,
                encryptionKey: object.encryptionKey
            )
        }
    }
}
