internal import Manifests

/// All that a project makes in AWS, each resource after those that it uses.
struct ResourceGraph {
    let resources: [Resource]
    /// The resources' contents by their ids.
    let contents: [ResourceID: Resource.Content]
    /// The values of parameters where none is given at deployment.
    let parameterValues: [Parameter: String]
    /// The region, where the destination says it.
    let region: String?
    /// Whether a Deep Learning Container's account depends on the region of the deployment.
    let needsDeepLearningAccounts: Bool
    /// The parameters that are used.
    let parameters: [Parameter]

    /// The ids of the endpoints that are made.
    var endpoints: [ResourceID] {
        resources.compactMap { resource in
            if case .request(let request) = resource.content, request.action == .createEndpoint {
                resource.id
            } else {
                nil
            }
        }
    }

    /// Lays a project out, whatever the language that it is written in.
    ///
    /// - Parameters:
    ///   - project: The definitions.
    ///   - destination: The destination whose objects are named: the project's only one if nil.
    ///   - references: What was published.
    ///   - parameters: What is a parameter though the destination says it, with its value: the destination's if nil.
    /// - Throws: `SageMakerError.invalid` with all breaks of SageMaker's rules, or another one that names an asset.
    init(
        _ project: Project,
        destination: Destination?,
        references: References,
        parameters: [Parameter: String?]
    ) throws(SageMakerError) {
        try project.validate()
        let destination = if let destination { destination } else { try project.destination() }
        let locations = try AssetLocations(
            of: project,
            destination: destination,
            parameters: Set(parameters.keys),
            references: references
        )
        var resources: [Resource] = []
        for (name, model) in project.models.sorted(by: { $0.key < $1.key }) {
            let containers = try model.containers.map { container throws(SageMakerError) in
                try LocatedContainer(container, in: locations)
            }
            if model.role == nil {
                let role = ExecutionRole(
                    of: model,
                    containers: containers,
                    endpointConfigs: project.endpointConfigs(using: name),
                    locations: locations
                )
                resources.append(Resource(id: ExecutionRole.resourceID(of: name), content: .role(role)))
            }
            resources.append(Resource(id: name, content: .request(model.request(id: name, containers: containers))))
        }
        for (name, config) in project.endpointConfigs.sorted(by: { $0.key < $1.key }) {
            resources.append(Resource(id: name, content: .request(config.request)))
        }
        for (name, endpoint) in project.endpoints.sorted(by: { $0.key < $1.key }) {
            resources += endpoint.resources(id: name, config: project.config(of: endpoint))
        }
        self.resources = resources
        contents = Dictionary(resources.map { ($0.id, $0.content) }, uniquingKeysWith: { first, _ in first })
        region = locations.region
        let values = Parameter.allCases.compactMap { parameter in
            ((parameters[parameter] ?? nil) ?? destination.value(of: parameter)).map { (parameter, $0) }
        }
        parameterValues = Dictionary(uniqueKeysWithValues: values)

        let variables = resources.flatMap(\.content.substitutions).flatMap(\.variables)
        needsDeepLearningAccounts = variables.contains(.deepLearningAccount)
        self.parameters = Parameter.allCases.filter { variables.contains(.parameter($0)) }
    }
}

extension Project {
    /// The configuration of an endpoint, where it is one of the project.
    func config(of endpoint: Endpoint) -> EndpointConfig? {
        if case .definition(let name) = endpoint.endpointConfig?.target { endpointConfigs[name] } else { nil }
    }

    /// Returns the endpoint configurations, sorted by name, that have a variant of a model of the project.
    fileprivate func endpointConfigs(using model: String) -> [EndpointConfig] {
        endpointConfigs.sorted { $0.key < $1.key }.map(\.value).filter { config in
            config.models.contains { $0.target == .definition(model) }
        }
    }
}

extension EndpointConfig {
    /// The models of all variants.
    var models: [DefinitionReference<Model>] {
        let production: [DefinitionReference<Model>] =
            switch productionVariants {
            case .instances(let variants): variants.flatMap(\.models)
            case .serverless(let variant): [variant.model]
            }
        return production + shadowProductionVariants.flatMap(\.models)
    }
}

extension InstanceProductionVariant {
    fileprivate var models: [DefinitionReference<Model>] {
        guard case .pools(let pools) = hardware else { return [model] }
        return [model] + pools.compactMap(\.modelNameOverride)
    }
}

extension Resource.Content {
    var substitutions: [Substitution] {
        switch self {
        case .role(let role): role.statements.flatMap(\.value.substitutions)
        case .policy(let statements, _): statements.flatMap(\.value.substitutions)
        case .request(let request): request.parameters.values.flatMap(\.substitutions)
        }
    }
}

extension Substitution {
    /// The variables in the text.
    var variables: [Variable] {
        parts.compactMap { if case .variable(let variable) = $0 { variable } else { nil } }
    }
}
