internal import Manifests

/// A container of a model: an image, and the model data that SageMaker puts into `/opt/ml/model`.
///
/// Source: ContainerDefinition in the Amazon SageMaker API Reference.
public struct ContainerDefinition: Sendable, Hashable {
    /// The number of models that a container serves.
    public enum Mode: String, Sendable, Hashable, CaseIterable {
        /// One model.
        case singleModel = "SingleModel"
        /// All models below an S3 prefix; each is loaded when a request first names it.
        case multiModel = "MultiModel"
    }

    /// The caching of models by a multi-model container.
    public enum ModelCacheSetting: String, Sendable, Hashable, CaseIterable {
        /// Loaded models stay in memory.
        case enabled = "Enabled"
        /// A model is loaded for each request.
        case disabled = "Disabled"
    }

    /// The image with the inference code.
    public var image: ContainerImage
    /// The model data; nil if the image contains everything that it needs.
    public var modelData: ModelData?
    /// Additional model data by channel name, at most 5; SageMaker puts each into
    /// `/opt/ml/additional-model-data-sources/<channel>`.
    public var additionalModelData: [String: ModelData]
    /// The container's environment variables, at most 100 with 1,024 characters each.
    public var environment: [String: String]
    /// The container's name in an inference pipeline.
    public var containerHostname: String?
    /// The number of models that the container serves; nil for one.
    public var mode: Mode?
    /// The caching of models by a multi-model container; nil for SageMaker's default, `enabled`.
    public var modelCacheSetting: ModelCacheSetting?

    /// Creates a container definition; only an image is required.
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

extension ContainerDefinition.Mode: DocumentEnum {}
extension ContainerDefinition.ModelCacheSetting: DocumentEnum {}

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
