internal import AWSNames
internal import Manifests

extension EndpointConfig {
    func findings(at path: PropertyPath, models: [String: Model]) -> [Finding] {
        var findings = NamingRule.name.findings(endpointConfigName, at: path.appending("endpointConfigName"))
        findings += NamingRule.keyID.findings(encryptionKey, at: path.appending("encryptionKey"))
        findings += NamingRule.roleARN.findings(executionRole, at: path.appending("executionRole"))
        switch productionVariants {
        case .instances(let variants):
            let path = path.appending("instanceProductionVariants")
            // CreateEndpointConfig, ProductionVariants: 1 to 10. CloudFormation's schema has no bounds.
            findings += variants.countFindings(1...10, at: path, of: "variants")
            findings += self.findings(variants, at: path, models: models)
        case .serverless(let variant):
            let variantPath = path.appending("serverlessProductionVariant")
            findings += variant.findings(at: variantPath, models: models)
            findings += serverlessFindings(variant, at: path, models: models)
        }
        findings += shadowFindings(at: path.appending("shadowProductionVariants"), models: models)
        findings += dataCapture?.findings(at: path.appending("dataCapture")) ?? []
        findings += asyncInference?.findings(at: path.appending("asyncInference")) ?? []
        return findings + tags.tagFindings(at: path.appending("tags"))
    }

    private func findings(
        _ variants: [InstanceProductionVariant],
        at path: PropertyPath,
        models: [String: Model]
    ) -> [Finding] {
        var findings: [Finding] = []
        var firstIndex: [String: Int] = [:]
        for (index, variant) in variants.enumerated() {
            let path = path.appending(index)
            findings += variant.findings(at: path, models: models, isEncrypted: encryptionKey != nil)
            if let first = firstIndex[variant.variantName] {
                let problem = "'\(variant.variantName)' is also the name of variant [\(first)]; names must differ"
                findings.append(Finding(path.appending("variantName"), problem))
            } else {
                firstIndex[variant.variantName] = index
            }
        }
        return findings
    }

    private func shadowFindings(at path: PropertyPath, models: [String: Model]) -> [Finding] {
        guard !shadowProductionVariants.isEmpty else { return [] }
        var findings = findings(shadowProductionVariants, at: path, models: models)
        // CreateEndpointConfig, ShadowProductionVariants: "you can specify only one" of each.
        if shadowProductionVariants.count != 1 || instanceProductionVariants.count != 1 {
            findings.append(Finding(path, "one shadow variant stands beside one instance variant, and no others"))
        }
        let names = Set(instanceProductionVariants.map(\.variantName))
        for (index, variant) in shadowProductionVariants.enumerated() where names.contains(variant.variantName) {
            let problem = "'\(variant.variantName)' is also the name of a production variant; names must differ"
            findings.append(Finding(path.appending(index).appending("variantName"), problem))
        }
        return findings
    }

    /// Source: "Feature exclusions" of "Deploy models with Amazon SageMaker Serverless Inference" in the Developer Guide.
    private func serverlessFindings(
        _ variant: ServerlessProductionVariant,
        at path: PropertyPath,
        models: [String: Model]
    ) -> [Finding] {
        let settings = [
            ("shadowProductionVariants", !shadowProductionVariants.isEmpty), ("dataCapture", dataCapture != nil),
            ("asyncInference", asyncInference != nil),
        ]
        var findings = settings.filter(\.1).map { Finding(path.appending($0.0), "is not for a serverless variant") }
        if case .definition(let name) = variant.model.target, let model = models[name] {
            let path = path.appending("serverlessProductionVariant").appending("model")
            findings += model.notForServerless.map {
                Finding(path, "model '\(name)' has \($0), which serverless inference does not")
            }
        }
        return findings
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
    fileprivate func findings(at path: PropertyPath, models: [String: Model]) -> [Finding] {
        var findings = model.findings(
            at: path.appending("model"),
            kind: "model",
            known: Array(models.keys),
            arn: .modelARN
        )
        findings += NamingRule.name.findings(variantName, at: path.appending("variantName"))
        findings += weightFindings(initialVariantWeight, at: path.appending("initialVariantWeight"))
        // ProductionVariantServerlessConfig.
        findings += Optional(maxConcurrency).findings(1...200, at: path.appending("maxConcurrency"))
        if !stride(from: 1024, through: 6144, by: 1024).contains(memorySizeInMB) {
            let problem = "is \(memorySizeInMB); must be 1024, 2048, 3072, 4096, 5120 or 6144"
            findings.append(Finding(path.appending("memorySizeInMB"), problem))
        }
        let provisionedPath = path.appending("provisionedConcurrency")
        findings += provisionedConcurrency.findings(1...200, at: provisionedPath)
        if let provisionedConcurrency, provisionedConcurrency > maxConcurrency {
            let problem = "is \(provisionedConcurrency), more than 'maxConcurrency', which is \(maxConcurrency)"
            findings.append(Finding(provisionedPath, problem))
        }
        return findings
    }
}

/// Returns a finding if a weight is negative or no number.
///
/// Source: `InitialVariantWeight` of ProductionVariant in the Amazon SageMaker API Reference.
func weightFindings(_ weight: Double, at path: PropertyPath) -> [Finding] {
    weight.isFinite && weight >= 0
        ? [] : [Finding(path, "is \(weight); a weight is a number that is not negative")]
}
