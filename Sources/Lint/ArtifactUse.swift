/// The use of an artifact by the models of a project, as far as lint rules depend on it.
public struct ArtifactUse: Sendable, Hashable {
    /// Whether a custom image serves the artifact: problems that only SageMaker's containers would have are warnings then.
    public var isForCustomImage: Bool
    /// Whether each archive in the artifact is a model of its own, for a container of mode `MultiModel`.
    public var isMultiModel: Bool
    /// Whether the containers have no network, so that nothing can be installed when they start.
    public var hasNoNetwork: Bool

    /// Creates a use; by default one by SageMaker's containers.
    public init(isForCustomImage: Bool = false, isMultiModel: Bool = false, hasNoNetwork: Bool = false) {
        self.isForCustomImage = isForCustomImage
        self.isMultiModel = isMultiModel
        self.hasNoNetwork = hasNoNetwork
    }
}
