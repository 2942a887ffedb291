internal import AWSNames
internal import Basics
internal import Manifests

extension EndpointConfig {
    func diagnostics(at path: PropertyPath, models: [String: Model]) -> [Diagnostic] {
        var check = RuleCheck<Self>(at: path)
        check.require(endpointConfigName, at: .endpointConfigName, .name)
        check.require(encryptionKey, at: .encryptionKey, .keyID)
        check.require(executionRole, at: .executionRole, .roleARN)
        switch productionVariants {
        case .instances(let variants):
            // CreateEndpointConfig, ProductionVariants: 1 to 10. CloudFormation's schema has no bounds.
            check.requireCount(of: variants, at: .instanceProductionVariants, in: 1...10, "variants")
            let path = check.path(to: .instanceProductionVariants)
            check.include(diagnostics(of: variants, at: path, models: models))
        case .serverless(let variant):
            let path = check.path(to: .serverlessProductionVariant)
            check.include(variant.diagnostics(at: path, models: models))
            checkServerlessFeatures(&check, of: variant, models: models)
        }
        if !shadowProductionVariants.isEmpty { checkShadowVariants(&check, models: models) }
        check.include(dataCapture?.diagnostics(at: check.path(to: .dataCapture)))
        check.include(asyncInference?.diagnostics(at: check.path(to: .asyncInference)))
        check.requireTags(tags, at: .tags)
        return check.diagnostics
    }

    private func diagnostics(
        of variants: [InstanceProductionVariant],
        at path: PropertyPath,
        models: [String: Model]
    ) -> [Diagnostic] {
        var diagnostics: [Diagnostic] = []
        var firstIndex: [String: Int] = [:]
        for (index, variant) in variants.enumerated() {
            let path = path.appending(index: index)
            diagnostics += variant.diagnostics(at: path, models: models, isEncrypted: encryptionKey != nil)
            if let first = firstIndex[variant.variantName] {
                let message = "'\(variant.variantName)' is also the name of variant [\(first)]; names must differ"
                let path = path.appending(InstanceProductionVariant.Property.variantName)
                diagnostics.append(Diagnostic(.nameCollision, at: path, message))
            } else {
                firstIndex[variant.variantName] = index
            }
        }
        return diagnostics
    }

    private func checkShadowVariants(_ check: inout RuleCheck<Self>, models: [String: Model]) {
        let path = check.path(to: .shadowProductionVariants)
        check.include(diagnostics(of: shadowProductionVariants, at: path, models: models))
        // CreateEndpointConfig, ShadowProductionVariants: "you can specify only one" of each.
        if shadowProductionVariants.count != 1 || instanceProductionVariants.count != 1 {
            check.report(.wrongCount, at: path, "must be one variant, beside exactly one instance variant")
        }
        let names = Set(instanceProductionVariants.map(\.variantName))
        for (index, variant) in shadowProductionVariants.enumerated() where names.contains(variant.variantName) {
            let path = path.appending(index: index).appending(InstanceProductionVariant.Property.variantName)
            let message = "'\(variant.variantName)' is also the name of a production variant; names must differ"
            check.report(.nameCollision, at: path, message)
        }
    }

    /// Checks that nothing is used that serverless inference does not support.
    ///
    /// Source: "Feature exclusions" of "Deploy models with Amazon SageMaker Serverless Inference" in the Developer
    /// Guide.
    private func checkServerlessFeatures(
        _ check: inout RuleCheck<Self>,
        of variant: ServerlessProductionVariant,
        models: [String: Model]
    ) {
        let features = [
            (Property.shadowProductionVariants, !shadowProductionVariants.isEmpty), (.dataCapture, dataCapture != nil),
            (.asyncInference, asyncInference != nil),
        ]
        for (property, isUsed) in features where isUsed {
            check.report(.notSupported, at: property, "is not supported with a serverless variant")
        }
        guard case .definition(let name) = variant.model.target, let model = models[name] else { return }
        let path = check.path(to: .serverlessProductionVariant).appending(ServerlessProductionVariant.Property.model)
        for feature in model.featuresExcludedFromServerless {
            let message = "model '\(name)' has \(feature), which serverless inference does not support"
            check.report(.notSupported, at: path, message)
        }
    }
}

extension Model {
    /// The used features that serverless inference does not support, each as the object of a sentence.
    fileprivate var featuresExcludedFromServerless: [String] {
        let features = [
            ("several containers", containers.count > 1), ("a 'vpc'", vpc != nil),
            ("'networkIsolation'", networkIsolation),
            ("'mode: MultiModel'", containers.contains { $0.mode == .multiModel }),
            ("an image of a private registry", containers.contains { $0.image.registryAccess != nil }),
        ]
        return features.filter(\.1).map(\.0)
    }
}

extension ServerlessProductionVariant {
    fileprivate func diagnostics(at path: PropertyPath, models: [String: Model]) -> [Diagnostic] {
        var check = RuleCheck<Self>(at: path)
        check.include(model.diagnostics(at: check.path(to: .model), models: models))
        check.require(variantName, at: .variantName, .name)
        check.requireWeight(initialVariantWeight, at: .initialVariantWeight)
        // ProductionVariantServerlessConfig.
        check.require(maxConcurrency, at: .maxConcurrency, in: 1...200)
        if !stride(from: 1024, through: 6144, by: 1024).contains(memorySizeInMB) {
            let message = "is \(memorySizeInMB); must be 1024, 2048, 3072, 4096, 5120 or 6144"
            check.report(.invalidValue, at: .memorySizeInMB, message)
        }
        check.require(provisionedConcurrency, at: .provisionedConcurrency, in: 1...200)
        if let provisionedConcurrency, provisionedConcurrency > maxConcurrency {
            let message = "is \(provisionedConcurrency), more than 'maxConcurrency', which is \(maxConcurrency)"
            check.report(.outOfRange, at: .provisionedConcurrency, message)
        }
        return check.diagnostics
    }
}
