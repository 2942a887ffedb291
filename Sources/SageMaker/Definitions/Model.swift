internal import Manifests

/// A SageMaker model: one container, or an inference pipeline of up to 15 containers.
///
/// Source: CreateModel in the Amazon SageMaker API Reference.
public struct Model: Sendable, Hashable {
    /// The invocation of the containers of a model.
    public enum InferenceExecutionMode: String, Sendable, Hashable, CaseIterable {
        /// Each request passes through all containers in order.
        case serial = "Serial"
        /// Each request names one container, which alone is invoked.
        case direct = "Direct"
    }

    /// The containers, in the order in which a request passes through them.
    public var containers: [ContainerDefinition]
    /// The model's name; nil for a generated one, which changes whenever the content changes.
    ///
    /// A model is immutable: a change replaces it, which fails for a given name as long as the old model exists.
    public var modelName: String?
    /// The ARN of the model's execution role; nil for a generated role with least privileges.
    public var role: String?
    /// The additional permissions of the generated role.
    public var policyStatements: [PolicyStatement]
    /// The ARNs of managed policies that are attached to the generated role.
    public var managedPolicies: [String]
    /// Whether the containers have no network access, not even to AWS services.
    public var networkIsolation: Bool
    /// The VPC of the containers; nil for SageMaker's network.
    public var vpc: VpcConfig?
    /// The invocation of the containers; nil for SageMaker's default, `serial`.
    public var inferenceExecutionMode: InferenceExecutionMode?
    /// The model's tags.
    public var tags: [String: String]

    /// Creates the definition of a model; only containers are required.
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

/// The network configuration of a model's containers in a VPC.
///
/// Source: VpcConfig in the Amazon SageMaker API Reference.
public struct VpcConfig: Sendable, Hashable {
    /// The ids of the subnets, 1 to 16.
    public var subnets: [String]
    /// The ids of the security groups, 1 to 5.
    public var securityGroupIds: [String]

    /// Creates a configuration of subnets and security groups of one VPC.
    public init(subnets: [String], securityGroupIds: [String]) {
        self.subnets = subnets
        self.securityGroupIds = securityGroupIds
    }
}

// MARK: Reading

extension Model.InferenceExecutionMode: DocumentEnum {}

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
