internal import Manifests

/// A SageMaker model: one container, or up to fifteen that pass a request on in their order (an inference pipeline).
///
/// Source: CreateModel in the Amazon SageMaker API Reference.
public struct Model: Sendable, Hashable {
    /// The containers, in the order in which a request passes them.
    public var containers: [ContainerDefinition]
    /// The model's own name: made by CloudFormation if nil.
    ///
    /// A named model cannot be replaced while it exists.
    public var modelName: String?
    /// The ARN of the role that SageMaker takes on: one is made for the model if nil, with the least privileges.
    public var role: String?

    /// Defines a model.
    public init(containers: [ContainerDefinition], modelName: String? = nil, role: String? = nil) {
        self.containers = containers
        self.modelName = modelName
        self.role = role
    }
}

extension Model: Decodable {
    package enum CodingKeys: String, PropertyKey {
        case containers, modelName, role
    }

    /// Decodes a model of a manifest.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        self.init(
            containers: try container.decode([ContainerDefinition].self, forKey: .containers),
            modelName: try container.decodeIfPresent(String.self, forKey: .modelName),
            role: try container.decodeIfPresent(String.self, forKey: .role)
        )
    }
}
