internal import Manifests

/// The AWS resources that a project creates, each after those that it uses.
struct ResourceGraph {
    let resources: [Resource]
    /// The contents of the resources by id.
    let contents: [ResourceID: Resource.Content]
    /// The default values of parameters.
    let parameterValues: [Parameter: String]
    /// The region of the destination; nil if it has none.
    let region: String?
    /// Whether the account of a Deep Learning Container depends on the region of the deployment.
    let needsDeepLearningAccounts: Bool
    /// The parameters that the resources use.
    let parameters: [Parameter]

    /// The ids of the endpoints that are created.
    var endpoints: [ResourceID] {
        resources.compactMap { resource in
            if case .request(let request) = resource.content, request.action == .createEndpoint {
                resource.id
            } else {
                nil
            }
        }
    }

    /// Derives the resources of a project, independent of the template language.
    ///
    /// - Parameters:
    ///   - input: The definitions and the published assets.
    ///   - region: The region of the deployment; nil for the destination's.
    ///   - account: The account of the deployment; nil if it is not known.
    /// - Throws: `SageMakerError.invalid` with all violated rules of SageMaker, or another error that names an asset.
    init(_ input: SynthesisInput, region: String? = nil, account: String? = nil) throws(SageMakerError) {
        let project = input.project
        try project.validate()
        let destination = try input.resolvedDestination()
        var target = destination.target
        if let region { target.region = region }
        if let account { (target.account, target.otherAccounts, target.isAccountCertain) = (account, [], true) }
        if input.parameters.keys.contains(.repository) { (target.repository, target.registry) = (nil, nil) }
        let misplaced = project.diagnostics(for: target)
        guard misplaced.isEmpty else { throw .invalid(misplaced) }
        let locations = try AssetLocations(of: input)
        var resources: [Resource] = []
        for (name, model) in project.models.sorted(by: { $0.key < $1.key }) {
            let containers = try model.containers.map { container throws(SageMakerError) in
                try LocatedContainer(container, in: locations)
            }
            if model.role == nil {
                let role = ExecutionRole(
                    of: model,
                    containers: containers,
                    endpointConfigs: project.endpointConfigs(using: name)
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
        self.region = locations.region
        let values = Parameter.allCases.compactMap { parameter in
            ((input.parameters[parameter] ?? nil) ?? destination.value(of: parameter)).map { (parameter, $0) }
        }
        parameterValues = Dictionary(uniqueKeysWithValues: values)

        let variables = resources.flatMap(\.content.substitutions).flatMap(\.variables)
        needsDeepLearningAccounts = variables.contains(.deepLearningAccount)
        self.parameters = Parameter.allCases.filter { variables.contains(.parameter($0)) }
    }
}

extension Project {
    /// Returns the configuration of an endpoint; nil if it is not part of the project.
    func config(of endpoint: Endpoint) -> EndpointConfig? {
        if case .definition(let name) = endpoint.endpointConfig?.target { endpointConfigs[name] } else { nil }
    }

    /// Returns the endpoint configurations that serve a model of the project, sorted by name.
    fileprivate func endpointConfigs(using model: String) -> [EndpointConfig] {
        endpointConfigs.sorted { $0.key < $1.key }.map(\.value).filter { config in
            config.models.contains { $0.target == .definition(model) }
        }
    }
}

extension EndpointConfig {
    /// The references to the models of all variants.
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
        let own = [model].compactMap { $0 }
        guard case .pools(let pools) = hardware else { return own }
        return own + pools.compactMap(\.modelNameOverride)
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
    /// The variables in the text, in order.
    var variables: [Variable] {
        parts.compactMap { if case .variable(let variable) = $0 { variable } else { nil } }
    }
}
