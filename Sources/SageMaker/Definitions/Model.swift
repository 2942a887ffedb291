internal import Manifests

/// A SageMaker model: one container, or up to fifteen that pass a request on in their order (an inference pipeline).
///
/// Source: CreateModel in the Amazon SageMaker API Reference.
public struct Model: Sendable, Hashable {
    /// How the containers of a model are used.
    public enum InferenceExecutionMode: String, Sendable, Hashable, CaseIterable {
        /// A request passes all of them, in their order.
        case serial = "Serial"
        /// A request names the one that it is for.
        case direct = "Direct"
    }

    /// The containers, in the order in which a request passes them.
    public var containers: [ContainerDefinition]
    /// The model's own name: made for it if nil, anew whenever its content changes.
    ///
    /// A model cannot be changed, only replaced, and one whose name is given cannot be replaced while it exists.
    public var modelName: String?
    /// The ARN of the role that SageMaker takes on: one is made for the model if nil, with the least privileges.
    public var role: String?
    /// The further permissions of the role that is made for the model.
    public var policyStatements: [PolicyStatement]
    /// The ARNs of managed policies for the role that is made for the model.
    public var managedPolicies: [String]
    /// Whether the containers are cut off from the network, AWS's own services included.
    public var networkIsolation: Bool
    /// The network that the containers are in: SageMaker's own if nil.
    public var vpc: VpcConfig?
    /// How the containers are used: one after the other if nil.
    public var inferenceExecutionMode: InferenceExecutionMode?
    /// The model's tags.
    public var tags: [String: String]

    /// Defines a model.
    public init(
        containers: [ContainerDefinition],
        modelName: String? = nil,
        role: String? = nil,
        policyStatements: [PolicyStatement] = [],
        managedPolicies: [String] = [],
        networkIsolation: Bool = false,
        vpc: VpcConfig? = nil,
        inferenceExecutionMode: InferenceExecutionMode? = nil,
        tags: [String: String] = [:]
    ) {
        self.containers = containers
        self.modelName = modelName
        self.role = role
        self.policyStatements = policyStatements
        self.managedPolicies = managedPolicies
        self.networkIsolation = networkIsolation
        self.vpc = vpc
        self.inferenceExecutionMode = inferenceExecutionMode
        self.tags = tags
    }
}

/// The part of a VPC that a model's containers are in.
///
/// Source: VpcConfig in the Amazon SageMaker API Reference.
public struct VpcConfig: Sendable, Hashable {
    /// The ids of the subnets.
    public var subnets: [String]
    /// The ids of the security groups.
    public var securityGroupIds: [String]

    /// Names subnets and security groups.
    public init(subnets: [String], securityGroupIds: [String]) {
        self.subnets = subnets
        self.securityGroupIds = securityGroupIds
    }
}

// MARK: Reading

extension Model.InferenceExecutionMode: DocumentWord {}

extension Model: DocumentObject {
    package enum Property: String, DocumentProperty {
        case containers, modelName, role, policyStatements, managedPolicies, networkIsolation, vpc
        case inferenceExecutionMode, tags
    }

    package init(reading value: DocumentValue) {
        let properties = DocumentProperties<Property>(value)
        self.init(
            containers: properties.required(.containers),
            modelName: properties.optional(.modelName),
            role: properties.optional(.role),
            policyStatements: properties.value(.policyStatements, default: []),
            managedPolicies: properties.value(.managedPolicies, default: []),
            networkIsolation: properties.value(.networkIsolation, default: false),
            vpc: properties.optional(.vpc),
            inferenceExecutionMode: properties.optional(.inferenceExecutionMode),
            tags: properties.value(.tags, default: [:])
        )
    }
}

extension VpcConfig: DocumentObject {
    package enum Property: String, DocumentProperty {
        case subnets, securityGroupIds
    }

    package init(reading value: DocumentValue) {
        let properties = DocumentProperties<Property>(value)
        self.init(subnets: properties.required(.subnets), securityGroupIds: properties.required(.securityGroupIds))
    }
}
