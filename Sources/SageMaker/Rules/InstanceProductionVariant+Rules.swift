internal import AWSNames
internal import Basics
internal import Manifests

// Source: ProductionVariant and its parts in the Amazon SageMaker API Reference.

extension InstanceProductionVariant {
    /// Returns the violated rules of the variant.
    ///
    /// - Parameters:
    ///   - path: The path of the variant.
    ///   - models: The models of the project.
    ///   - config: The configuration that the variant is part of.
    func diagnostics(at path: PropertyPath, models: [String: Model], config: EndpointConfig) -> [Diagnostic] {
        var check = RuleCheck<Self>(at: path)
        let isEncrypted = config.encryptionKey != nil
        checkModel(&check, models: models, config: config)
        check.require(variantName, at: .variantName, .name)
        check.requireWeight(initialVariantWeight, at: .initialVariantWeight)
        check.require(initialInstanceCount, at: .initialInstanceCount, in: .atLeast(1))
        check.require(inferenceAmiVersion, at: .inferenceAmiVersion, .machineImage)
        let timeouts: [(Property, Int?, ClosedRange<Int>)] = [
            (.containerStartupHealthCheckTimeoutInSeconds, containerStartupHealthCheckTimeoutInSeconds, 60...3600),
            (.modelDataDownloadTimeoutInSeconds, modelDataDownloadTimeoutInSeconds, 60...3600),
            (.variantInstanceProvisionTimeoutInSeconds, variantInstanceProvisionTimeoutInSeconds, 300...3600),
        ]
        for (property, timeout, bounds) in timeouts {
            check.require(timeout, at: property, in: bounds, unit: " seconds")
        }
        check.require(volumeSizeInGB, at: .volumeSizeInGB, in: 1...512, unit: " GB")
        checkVolume(&check)
        check.include(managedInstanceScaling?.diagnostics(at: check.path(to: .managedInstanceScaling)))
        check.include(coreDump?.diagnostics(at: check.path(to: .coreDump)))
        switch hardware {
        case .type(let type):
            check.include(type.diagnostics(at: check.path(to: .instanceType), isEncrypted: isEncrypted))
        case .pools(let pools):
            check.requireCount(of: pools, at: .instancePools, in: 1...5, "pools")
            for (index, pool) in pools.enumerated() {
                let path = check.path(to: .instancePools).appending(index: index)
                check.include(pool.diagnostics(at: path, models: models, isEncrypted: isEncrypted))
            }
        }
        return check.diagnostics
    }

    /// Checks that the variant serves a model, or is for inference components.
    ///
    /// Source: "Deploy models with the AWS SDKs" (inference components) in the Amazon SageMaker Developer Guide: the
    /// configuration of an endpoint for inference components has an execution role, and its variants have no model.
    /// CreateEndpointConfig refuses managed scaling of others: "ManagedInstanceScaling is only supported for inference
    /// component endpoints."
    private func checkModel(_ check: inout RuleCheck<Self>, models: [String: Model], config: EndpointConfig) {
        guard let model else {
            if config.executionRole == nil {
                let fix =
                    "name a model; or set 'executionRole' of the configuration, and add inference components later"
                check.report(.missingProperty, at: .model, "is missing", fix: fix)
            }
            return
        }
        check.include(model.diagnostics(at: check.path(to: .model), models: models))
        if managedInstanceScaling != nil {
            let message = "is for inference components only, but the variant has a 'model'"
            let fix =
                "use 'autoScaling' of the endpoint; or set 'executionRole' of the configuration instead of 'model'"
            check.report(.notSupported, at: .managedInstanceScaling, message, fix: fix)
        }
    }

    /// Checks that only volumes of Amazon EBS have a size.
    ///
    /// Source: "Host instance storage volumes" in the Amazon SageMaker Developer Guide, whose table has no instance
    /// types with local storage.
    private func checkVolume(_ check: inout RuleCheck<Self>) {
        guard volumeSizeInGB != nil, let type = instanceTypes.first(where: \.hasLocalStorage) else { return }
        let message = "is not supported with '\(type.rawValue)', whose storage is local and has a fixed size"
        let fix = "remove it, or use an instance type without local storage such as 'ml.m5.xlarge'"
        check.report(.notSupported, at: .volumeSizeInGB, message, fix: fix)
    }
}

extension InstancePool {
    fileprivate func diagnostics(at path: PropertyPath, models: [String: Model], isEncrypted: Bool) -> [Diagnostic] {
        var check = RuleCheck<Self>(at: path)
        check.include(instanceType.diagnostics(at: check.path(to: .instanceType), isEncrypted: isEncrypted))
        check.require(priority, at: .priority, in: 1...5)
        check.include(modelNameOverride?.diagnostics(at: check.path(to: .modelNameOverride), models: models))
        return check.diagnostics
    }
}

extension InstanceType {
    fileprivate func diagnostics(at path: PropertyPath, isEncrypted: Bool) -> [Diagnostic] {
        let diagnostics = NamingRule.instanceType.diagnostics(rawValue, at: path)
        // CreateEndpointConfig, KmsKeyId: "Certain Nitro-based instances include local storage", which the key does not
        // encrypt.
        guard diagnostics.isEmpty, isEncrypted, hasLocalStorage else { return diagnostics }
        let message = "'\(rawValue)' has local instance storage, which 'encryptionKey' does not support"
        return [Diagnostic(.notSupported, at: path, message, fix: "remove it, or use another instance type")]
    }

    /// Source: "Amazon EC2 instance types", instance store volumes: a `d` after the generation, and accelerators.
    fileprivate var hasLocalStorage: Bool { Self.withLocalStorage.matches(rawValue) }

    private static let withLocalStorage = Pattern(
        /ml\.([a-z]+[0-9]+[a-z]*d[a-z]*|dl[0-9]+|gr?[5-9]e?|p5(e|en)?|p6.*|trn[12]n?)\..*/
    )
}

extension ManagedInstanceScaling {
    fileprivate func diagnostics(at path: PropertyPath) -> [Diagnostic] {
        var check = RuleCheck<Self>(at: path)
        check.require(minInstanceCount, at: .minInstanceCount, in: .atLeast(0))
        check.require(maxInstanceCount, at: .maxInstanceCount, in: .atLeast(1))
        if let minInstanceCount, let maxInstanceCount, minInstanceCount > maxInstanceCount {
            let message = "is \(maxInstanceCount), less than 'minInstanceCount', which is \(minInstanceCount)"
            check.report(.outOfRange, at: .maxInstanceCount, message)
        }
        if let scaleInPolicy {
            var policy = RuleCheck<ScaleInPolicy>(at: check.path(to: .scaleInPolicy))
            policy.require(scaleInPolicy.maximumStepSize, at: .maximumStepSize, in: 1...100)
            policy.require(scaleInPolicy.cooldownInMinutes, at: .cooldownInMinutes, in: 5...1440, unit: " minutes")
            check.include(policy.diagnostics)
        }
        return check.diagnostics
    }
}

extension CoreDump {
    fileprivate func diagnostics(at path: PropertyPath) -> [Diagnostic] {
        var check = RuleCheck<Self>(at: path)
        check.require(destinationS3Uri, at: .destinationS3Uri, .s3URI)
        check.require(encryptionKey, at: .encryptionKey, .keyID)
        return check.diagnostics
    }
}
