internal import AWSNames
internal import Basics
internal import Manifests

extension EndpointConfig {
    func diagnostics(at path: PropertyPath, models: [String: Model]) -> [Diagnostic] {
        var diagnostics = NamingRule.name.diagnostics(
            endpointConfigName,
            at: path.appending(Property.endpointConfigName)
        )
        diagnostics += NamingRule.keyID.diagnostics(encryptionKey, at: path.appending(Property.encryptionKey))
        diagnostics += NamingRule.roleARN.diagnostics(executionRole, at: path.appending(Property.executionRole))
        switch productionVariants {
        case .instances(let variants):
            let path = path.appending(Property.instanceProductionVariants)
            // CreateEndpointConfig, ProductionVariants: 1 to 10. CloudFormation's schema has no bounds.
            diagnostics += variants.countDiagnostics(1...10, at: path, of: "variants")
            diagnostics += self.diagnostics(variants, at: path, models: models)
        case .serverless(let variant):
            let variantPath = path.appending(Property.serverlessProductionVariant)
            diagnostics += variant.diagnostics(at: variantPath, models: models)
            diagnostics += serverlessDiagnostics(variant, at: path, models: models)
        }
        diagnostics += shadowDiagnostics(at: path.appending(Property.shadowProductionVariants), models: models)
        diagnostics += dataCapture?.diagnostics(at: path.appending(Property.dataCapture)) ?? []
        diagnostics += asyncInference?.diagnostics(at: path.appending(Property.asyncInference)) ?? []
        return diagnostics + tags.tagDiagnostics(at: path.appending(Property.tags))
    }

    private func diagnostics(
        _ variants: [InstanceProductionVariant],
        at path: PropertyPath,
        models: [String: Model]
    ) -> [Diagnostic] {
        var diagnostics: [Diagnostic] = []
        var firstIndex: [String: Int] = [:]
        for (index, variant) in variants.enumerated() {
            let path = path.appending(index: index)
            diagnostics += variant.diagnostics(at: path, models: models, isEncrypted: encryptionKey != nil)
            if let first = firstIndex[variant.variantName] {
                let problem = "'\(variant.variantName)' is also the name of variant [\(first)]; names must differ"
                let path = path.appending(InstanceProductionVariant.Property.variantName)
                diagnostics.append(Diagnostic(.nameCollision, at: path, problem))
            } else {
                firstIndex[variant.variantName] = index
            }
        }
        return diagnostics
    }

    private func shadowDiagnostics(at path: PropertyPath, models: [String: Model]) -> [Diagnostic] {
        guard !shadowProductionVariants.isEmpty else { return [] }
        var diagnostics = diagnostics(shadowProductionVariants, at: path, models: models)
        // CreateEndpointConfig, ShadowProductionVariants: "you can specify only one" of each.
        if shadowProductionVariants.count != 1 || instanceProductionVariants.count != 1 {
            diagnostics.append(
                Diagnostic(
                    .wrongCount,
                    at: path,
                    "one shadow variant stands beside one instance variant, and no others"
                )
            )
        }
        let names = Set(instanceProductionVariants.map(\.variantName))
        for (index, variant) in shadowProductionVariants.enumerated() where names.contains(variant.variantName) {
            let problem = "'\(variant.variantName)' is also the name of a production variant; names must differ"
            diagnostics.append(
                Diagnostic(
                    .nameCollision,
                    at: path.appending(index: index)
                        .appending(InstanceProductionVariant.Property.variantName),
                    problem
                )
            )
        }
        return diagnostics
    }

    /// Source: "Feature exclusions" of "Deploy models with Amazon SageMaker Serverless Inference" in the Developer Guide.
    private func serverlessDiagnostics(
        _ variant: ServerlessProductionVariant,
        at path: PropertyPath,
        models: [String: Model]
    ) -> [Diagnostic] {
        let settings = [
            (Property.shadowProductionVariants, !shadowProductionVariants.isEmpty), (.dataCapture, dataCapture != nil),
            (.asyncInference, asyncInference != nil),
        ]
        var diagnostics = settings.filter(\.1).map {
            Diagnostic(.notSupported, at: path.appending($0.0), "is not for a serverless variant")
        }
        if case .definition(let name) = variant.model.target, let model = models[name] {
            let path = path.appending(Property.serverlessProductionVariant)
                .appending(ServerlessProductionVariant.Property.model)
            diagnostics += model.notForServerless.map {
                Diagnostic(.notSupported, at: path, "model '\(name)' has \($0), which serverless inference does not")
            }
        }
        return diagnostics
    }
}

extension Model {
    fileprivate var notForServerless: [String] {
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
        var diagnostics = model.diagnostics(
            at: path.appending(Property.model),
            kind: "model",
            known: Array(models.keys),
            arn: .modelARN
        )
        diagnostics += NamingRule.name.diagnostics(variantName, at: path.appending(Property.variantName))
        diagnostics += weightDiagnostics(initialVariantWeight, at: path.appending(Property.initialVariantWeight))
        // ProductionVariantServerlessConfig.
        diagnostics += Optional(maxConcurrency).diagnostics(1...200, at: path.appending(Property.maxConcurrency))
        if !stride(from: 1024, through: 6144, by: 1024).contains(memorySizeInMB) {
            let problem = "is \(memorySizeInMB); must be 1024, 2048, 3072, 4096, 5120 or 6144"
            diagnostics.append(Diagnostic(.invalidValue, at: path.appending(Property.memorySizeInMB), problem))
        }
        let provisionedPath = path.appending(Property.provisionedConcurrency)
        diagnostics += provisionedConcurrency.diagnostics(1...200, at: provisionedPath)
        if let provisionedConcurrency, provisionedConcurrency > maxConcurrency {
            let problem = "is \(provisionedConcurrency), more than 'maxConcurrency', which is \(maxConcurrency)"
            diagnostics.append(Diagnostic(.outOfRange, at: provisionedPath, problem))
        }
        return diagnostics
    }
}

/// Returns a finding if a weight is negative or no number.
///
/// Source: `InitialVariantWeight` of ProductionVariant in the Amazon SageMaker API Reference.
func weightDiagnostics(_ weight: Double, at path: PropertyPath) -> [Diagnostic] {
    weight.isFinite && weight >= 0
        ? [] : [Diagnostic(.outOfRange, at: path, "is \(weight); a weight is a number that is not negative")]
}
