internal import Manifests

/// One container of a model: an image, and the model data that SageMaker puts into `/opt/ml/model`.
///
/// Source: ContainerDefinition in the Amazon SageMaker API Reference.
public struct ContainerDefinition: Sendable, Hashable {
    /// How many models a container serves.
    public enum Mode: String, Sendable, Hashable, CaseIterable {
        /// One.
        case singleModel = "SingleModel"
        /// All below a prefix of a bucket, each loaded when a request names it.
        case multiModel = "MultiModel"
    }

    /// Whether a container of many models keeps those that it has loaded.
    public enum ModelCacheSetting: String, Sendable, Hashable, CaseIterable {
        /// It keeps them.
        case enabled = "Enabled"
        /// It loads a model anew for each request.
        case disabled = "Disabled"
    }

    /// The image with the inference code.
    public var image: ContainerImage
    /// The model data: none if nil, where the image has all it needs.
    public var modelData: ModelData?
    /// Further model data by the name of its channel, each below `/opt/ml/additional-model-data-sources/<channel>`.
    public var additionalModelData: [String: ModelData]
    /// Environment variables of the container.
    public var environment: [String: String]
    /// The container's name in a pipeline.
    public var containerHostname: String?
    /// How many models the container serves: one if nil.
    public var mode: Mode?
    /// Whether a container of many models keeps those that it has loaded: it does if nil.
    public var modelCacheSetting: ModelCacheSetting?

    /// Defines a container.
    public init(
        image: ContainerImage,
        modelData: ModelData? = nil,
        additionalModelData: [String: ModelData] = [:],
        environment: [String: String] = [:],
        containerHostname: String? = nil,
        mode: Mode? = nil,
        modelCacheSetting: ModelCacheSetting? = nil
    ) {
        self.image = image
        self.modelData = modelData
        self.additionalModelData = additionalModelData
        self.environment = environment
        self.containerHostname = containerHostname
        self.mode = mode
        self.modelCacheSetting = modelCacheSetting
    }
}

// MARK: Reading

extension ContainerDefinition.Mode: DocumentWord {}
extension ContainerDefinition.ModelCacheSetting: DocumentWord {}

extension ContainerDefinition: DocumentObject {
    package enum Property: String, DocumentProperty {
        case image, modelData, additionalModelData, environment, containerHostname, mode, modelCacheSetting
    }

    package init(reading value: DocumentValue) {
        let properties = DocumentProperties<Property>(value)
        self.init(
            image: properties.required(.image),
            modelData: properties.optional(.modelData),
            additionalModelData: properties.value(.additionalModelData, default: [:]),
            environment: properties.value(.environment, default: [:]),
            containerHostname: properties.optional(.containerHostname),
            mode: properties.optional(.mode),
            modelCacheSetting: properties.optional(.modelCacheSetting)
        )
    }
}
