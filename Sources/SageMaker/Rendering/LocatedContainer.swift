internal import Manifests

/// A container whose image and model data have their places.
struct LocatedContainer {
    let definition: ContainerDefinition
    /// The image: nil for a model package, which has its own.
    let image: ImageLocation?
    let modelData: ObjectLocation?
    /// The further model data, sorted by channel.
    let additionalModelData: [(channel: String, location: ObjectLocation)]

    init(_ definition: ContainerDefinition, in locations: AssetLocations) throws(SageMakerError) {
        self.definition = definition
        switch definition.image.source {
        case .asset(let use): image = try locations.image(use)
        case .ecrRepository(let repository, let version): image = ImageLocation(repository, version)
        case .deepLearningContainer(let container): image = ImageLocation(container, region: locations.region)
        case .registry(let registry): image = ImageLocation(uri: registry.uri)
        case .modelPackage: image = nil
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

    /// All that the container reads from S3.
    var objectLocations: [ObjectLocation] {
        (modelData.map { [$0] } ?? []) + additionalModelData.map(\.location)
    }
}

extension ObjectLocation {
    /// - Parameter isMultiModel: Whether the data is what many models' keys begin with.
    fileprivate init(
        _ data: ModelData,
        in locations: AssetLocations,
        isMultiModel: Bool
    ) throws(SageMakerError) {
        switch data.source {
        case .asset(let use):
            self = try locations.modelData(use)
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
