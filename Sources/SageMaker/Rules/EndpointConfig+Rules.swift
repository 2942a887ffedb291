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
            checkServerlessFeatures(&check, models: models)
        }
        if !shadowProductionVariants.isEmpty { checkShadowVariants(&check, models: models) }
        check.include(dataCapture?.diagnostics(at: check.path(to: .dataCapture)))
        check.include(asyncInference?.diagnostics(at: check.path(to: .asyncInference)))
        if asyncInference != nil { checkAsyncFeatures(&check, models: models) }
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
            diagnostics += variant.diagnostics(at: path, models: models, config: self)
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
        if asyncInference != nil {
            let message = "is not supported with 'asyncInference'"
            check.report(.notSupported, at: path, message, fix: "remove one of the two")
        }
        guard !instanceProductionVariants.isEmpty else { return }
        check.include(diagnostics(of: .shadow, at: check.path, models: models))
    }

    /// Checks that nothing is used that serverless inference does not support.
    private func checkServerlessFeatures(_ check: inout RuleCheck<Self>, models: [String: Model]) {
        let features = [
            (Property.shadowProductionVariants, !shadowProductionVariants.isEmpty), (.dataCapture, dataCapture != nil),
            (.asyncInference, asyncInference != nil),
        ]
        for (property, isUsed) in features where isUsed {
            check.report(.notSupported, at: property, "is not supported with a serverless variant")
        }
        check.include(diagnostics(of: .serverless, at: check.path, models: models))
    }

    /// Checks that nothing is used that asynchronous inference does not support.
    ///
    /// Source: "Inference options" (supported features) in the Amazon SageMaker Developer Guide: several production
    /// variants are for real-time inference only.
    private func checkAsyncFeatures(_ check: inout RuleCheck<Self>, models: [String: Model]) {
        guard case .instances(let variants) = productionVariants else { return }
        if variants.count > 1 {
            let message = "has \(variants.count) variants; must have 1 beside 'asyncInference'"
            let fix = "keep one variant, or remove 'asyncInference'"
            check.report(.notSupported, at: .instanceProductionVariants, message, fix: fix)
        }
        guard shadowProductionVariants.isEmpty else { return }
        check.include(diagnostics(of: .asynchronous, at: check.path, models: models))
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
