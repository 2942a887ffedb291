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
    ///   - isEncrypted: Whether the instances' volumes are encrypted with a customer-managed key.
    func diagnostics(at path: PropertyPath, models: [String: Model], isEncrypted: Bool) -> [Diagnostic] {
        var check = RuleCheck<Self>(at: path)
        check.include(model.diagnostics(at: check.path(to: .model), models: models))
        check.require(variantName, at: .variantName, .name)
        check.requireWeight(initialVariantWeight, at: .initialVariantWeight)
        check.require(initialInstanceCount, at: .initialInstanceCount, in: 1...Int.max)
        check.require(acceleratorType, at: .acceleratorType, .accelerator)
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
        // CreateEndpointConfig, KmsKeyId: "Certain Nitro-based instances include local storage … You can't request a
        // VolumeKmsKeyId when using an instance type with local storage."
        guard diagnostics.isEmpty, isEncrypted, hasLocalStorage else { return diagnostics }
        let message = "'\(rawValue)' has local instance storage, which 'encryptionKey' does not support"
        return [Diagnostic(.notSupported, at: path, message)]
    }

    /// Source: "Amazon EC2 instance types", instance store volumes: a `d` after the generation, and GPU instances.
    private var hasLocalStorage: Bool { Self.withLocalStorage.matches(rawValue) }

    private static let withLocalStorage = Pattern(
        /ml\.([a-z]+[0-9]+[a-z]*d[a-z]*|g[56]e?|p5(e|en)?|p6.*|trn[12]n?)\..*/
    )
}

extension ManagedInstanceScaling {
    fileprivate func diagnostics(at path: PropertyPath) -> [Diagnostic] {
        var check = RuleCheck<Self>(at: path)
        check.require(minInstanceCount, at: .minInstanceCount, in: 0...Int.max)
        check.require(maxInstanceCount, at: .maxInstanceCount, in: 1...Int.max)
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
