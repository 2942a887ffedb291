internal import Manifests

extension EndpointConfig {
    func findings(at path: PropertyPath, models: [String]) -> [Finding] {
        let variantsPath = path.appending("instanceProductionVariants")
        var findings = NamingRule.name.findings(endpointConfigName, at: path.appending("endpointConfigName"))
        // CreateEndpointConfig, ProductionVariants: 1 to 10. CloudFormation's schema has no bounds.
        if !(1...10).contains(instanceProductionVariants.count) {
            let problem = "has \(instanceProductionVariants.count) variants; an endpoint configuration has 1 to 10"
            findings.append(Finding(variantsPath, problem))
        }
        var firstIndex: [String: Int] = [:]
        for (index, variant) in instanceProductionVariants.enumerated() {
            let path = variantsPath.appending(index)
            findings += variant.findings(at: path, models: models)
            if let first = firstIndex[variant.variantName] {
                let problem = "'\(variant.variantName)' is also the name of variant [\(first)]; names must differ"
                findings.append(Finding(path.appending("variantName"), problem))
            } else {
                firstIndex[variant.variantName] = index
            }
        }
        return findings
    }
}

extension InstanceProductionVariant {
    func findings(at path: PropertyPath, models: [String]) -> [Finding] {
        var findings = model.findings(at: path.appending("model"), kind: "model", known: models)
        findings += NamingRule.name.findings(variantName, at: path.appending("variantName"))
        // ProductionVariant: InitialVariantWeight is at least 0, InitialInstanceCount at least 1.
        if !(initialVariantWeight.isFinite && initialVariantWeight >= 0) {
            let problem = "is \(initialVariantWeight); a weight is a number that is not negative"
            findings.append(Finding(path.appending("initialVariantWeight"), problem))
        }
        if initialInstanceCount < 1 {
            let problem = "is \(initialInstanceCount); a variant has at least 1 instance"
            findings.append(Finding(path.appending("initialInstanceCount"), problem))
        }
        return findings + NamingRule.instanceType.findings(instanceType.rawValue, at: path.appending("instanceType"))
    }
}

extension Endpoint {
    func findings(at path: PropertyPath, endpointConfigs: [String]) -> [Finding] {
        endpointConfig.findings(
            at: path.appending("endpointConfig"),
            kind: "endpoint configuration",
            known: endpointConfigs
        ) + NamingRule.name.findings(endpointName, at: path.appending("endpointName"))
    }
}
