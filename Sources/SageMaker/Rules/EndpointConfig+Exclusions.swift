internal import AWSNames
internal import Basics
internal import Manifests

/// A feature of endpoints that does not work together with some features of models and instances.
struct EndpointFeature {
    /// The subject of a sentence.
    let name: String
    /// The features of models that do not work with it.
    let excludedModels: Set<ModelFeature>
    /// Whether it does not work on the first generation of Inferentia instances.
    let excludesInferentia1: Bool
    /// The way out for the user.
    let fix: String

    /// Source: "Feature exclusions" of "Deploy models with Amazon SageMaker Serverless Inference" in the Amazon
    /// SageMaker Developer Guide; `ModelDataSource` of ContainerDefinition in the API Reference.
    static let serverless = EndpointFeature(
        name: "serverless inference",
        excludedModels: Set(ModelFeature.allCases),
        excludesInferentia1: false,
        fix: "use 'instanceProductionVariants', or another model"
    )

    /// Source: "Inference options" (supported features) and "Asynchronous inference" in the Developer Guide: not with
    /// what the exclusions of deployment guardrails list.
    static let asynchronous = EndpointFeature(
        name: "asynchronous inference",
        excludedModels: [.severalContainers, .multiModel, .marketplacePackage],
        excludesInferentia1: true,
        fix: "remove 'asyncInference', or use another model or instance type"
    )

    /// Source: "Exclusions" under "Shadow tests" in the Developer Guide, which "will lead to validation errors".
    static let shadow = EndpointFeature(
        name: "a shadow variant",
        excludedModels: [.severalContainers, .multiModel, .marketplacePackage],
        excludesInferentia1: true,
        fix: "remove 'shadowProductionVariants', or use another model or instance type"
    )

    /// Source: "Exclusions" under "Deployment guardrails" in the Developer Guide: SageMaker would fall back to shifting
    /// all traffic at once.
    static let deploymentGuardrails = EndpointFeature(
        name: "a canary, linear or rolling deployment",
        excludedModels: [.marketplacePackage],
        excludesInferentia1: true,
        fix: "use 'blueGreen: { type: AllAtOnce }', or another model or instance type"
    )
}

/// A feature of models that some kinds of endpoints do not support; the raw value is the object of a sentence.
enum ModelFeature: String, CaseIterable {
    case severalContainers = "several containers"
    case vpc = "a 'vpc'"
    case networkIsolation = "'networkIsolation'"
    case multiModel = "'mode: MultiModel'"
    case privateRegistry = "an image of a private registry"
    case marketplacePackage = "a model package of AWS Marketplace"
    case uncompressedData = "uncompressed model data"
}

extension Model {
    private func has(_ feature: ModelFeature) -> Bool {
        switch feature {
        case .severalContainers: containers.count > 1
        case .vpc: vpc != nil
        case .networkIsolation: networkIsolation
        case .multiModel: containers.contains { $0.mode == .multiModel }
        case .privateRegistry:
            containers.contains { if case .vpc = $0.image.registryAccess { true } else { false } }
        case .marketplacePackage: containers.contains { $0.image.modelPackage?.isOfMarketplace == true }
        case .uncompressedData:
            containers.contains { $0.mode != .multiModel && $0.modelData?.isUncompressed == true }
        }
    }

    /// The model's features that some kinds of endpoints do not support.
    var features: [ModelFeature] { ModelFeature.allCases.filter(has) }
}

extension EndpointConfig {
    /// Returns a diagnostic for each model and instance type of the variants that a feature does not support.
    ///
    /// - Parameters:
    ///   - feature: A feature that the configuration or its endpoint uses.
    ///   - path: The path of the configuration.
    ///   - models: The models of the project.
    ///   - place: The path of the diagnostics; nil for that of each model and instance type.
    func diagnostics(
        of feature: EndpointFeature,
        at path: PropertyPath,
        models: [String: Model],
        reportedAt place: PropertyPath? = nil
    ) -> [Diagnostic] {
        var diagnostics: [Diagnostic] = []
        for reference in modelReferences(at: path) {
            guard case .definition(let name) = reference.model.target, let model = models[name] else { continue }
            for excluded in model.features where feature.excludedModels.contains(excluded) {
                let message = "model '\(name)' has \(excluded.rawValue), which \(feature.name) does not support"
                diagnostics.append(
                    Diagnostic(.notSupported, at: place ?? reference.path, message, fix: feature.fix)
                )
            }
        }
        for (type, path) in instanceTypes(at: path) where feature.excludesInferentia1 && type.isInferentia1 {
            let message = "'\(type.rawValue)' is an Inf1 instance, which \(feature.name) does not support"
            diagnostics.append(Diagnostic(.notSupported, at: place ?? path, message, fix: feature.fix))
        }
        return diagnostics
    }

    /// Returns the references of all variants to models, each with its path.
    private func modelReferences(
        at path: PropertyPath
    ) -> [(model: DefinitionReference<Model>, path: PropertyPath)] {
        if case .serverless(let variant) = productionVariants {
            let path = path.appending(Property.serverlessProductionVariant)
            return [(variant.model, path.appending(ServerlessProductionVariant.Property.model))]
        }
        return instanceVariants(at: path).flatMap { variant, path in
            let own = variant.model.map { ($0, path.appending(InstanceProductionVariant.Property.model)) }
            let overrides = variant.pools(at: path).compactMap { pool, path in
                pool.modelNameOverride.map { ($0, path.appending(InstancePool.Property.modelNameOverride)) }
            }
            return [own].compactMap { $0 } + overrides
        }
    }

    /// Returns the instance types of all variants, each with its path.
    private func instanceTypes(at path: PropertyPath) -> [(type: InstanceType, path: PropertyPath)] {
        instanceVariants(at: path).flatMap { variant, path in
            switch variant.hardware {
            case .type(let type): [(type, path.appending(InstanceProductionVariant.Property.instanceType))]
            case .pools:
                variant.pools(at: path).map { ($0.instanceType, $1.appending(InstancePool.Property.instanceType)) }
            }
        }
    }

    private func instanceVariants(at path: PropertyPath) -> [(InstanceProductionVariant, PropertyPath)] {
        [
            (Property.instanceProductionVariants, instanceProductionVariants),
            (.shadowProductionVariants, shadowProductionVariants),
        ].flatMap { property, variants in
            variants.enumerated().map { ($1, path.appending(property).appending(index: $0)) }
        }
    }
}

extension InstanceProductionVariant {
    fileprivate func pools(at path: PropertyPath) -> [(InstancePool, PropertyPath)] {
        guard case .pools(let pools) = hardware else { return [] }
        let path = path.appending(Property.instancePools)
        return pools.enumerated().map { ($1, path.appending(index: $0)) }
    }
}

extension ModelPackage {
    /// Whether the package is one of AWS Marketplace, which only an ARN shows.
    var isOfMarketplace: Bool { ARN(name).map { MarketplaceAccounts.all.contains($0.account) } ?? false }
}
