internal import Manifests

/// One container of a model: an image, and the model data that SageMaker unpacks into `/opt/ml/model`.
///
/// Source: ContainerDefinition in the Amazon SageMaker API Reference.
public struct ContainerDefinition: Sendable, Hashable {
    /// The image with the inference code.
    public var image: ContainerImage
    /// The model data: none if nil, where the image has all it needs.
    public var modelData: ModelData?
    /// Environment variables of the container.
    public var environment: [String: String]
    /// The container's name in a pipeline.
    public var containerHostname: String?

    /// Defines a container.
    public init(
        image: ContainerImage,
        modelData: ModelData? = nil,
        environment: [String: String] = [:],
        containerHostname: String? = nil
    ) {
        self.image = image
        self.modelData = modelData
        self.environment = environment
        self.containerHostname = containerHostname
    }
}

extension ContainerDefinition: Decodable {
    package enum CodingKeys: String, PropertyKey {
        case image, modelData, environment, containerHostname
    }

    /// Decodes a container of a manifest.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        self.init(
            image: try container.decode(ContainerImage.self, forKey: .image),
            modelData: try container.decodeIfPresent(ModelData.self, forKey: .modelData),
            environment: try container.decodeIfPresent([String: String].self, forKey: .environment) ?? [:],
            containerHostname: try container.decodeIfPresent(String.self, forKey: .containerHostname)
        )
    }
}
