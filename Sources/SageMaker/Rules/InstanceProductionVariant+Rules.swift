internal import AWSNames
internal import Basics
internal import Manifests

// Source: ProductionVariant and what it consists of in the Amazon SageMaker API Reference.

extension InstanceProductionVariant {
    /// - Parameter isEncrypted: Whether the instances' volumes are encrypted with a key of one's own.
    func diagnostics(at path: PropertyPath, models: [String: Model], isEncrypted: Bool) -> [Diagnostic] {
        let known = Array(models.keys)
        var diagnostics = model.diagnostics(
            at: path.appending(Property.model),
            kind: "model",
            known: known,
            arn: .modelARN
        )
        diagnostics += NamingRule.name.diagnostics(variantName, at: path.appending(Property.variantName))
        diagnostics += weightDiagnostics(initialVariantWeight, at: path.appending(Property.initialVariantWeight))
        if initialInstanceCount < 1 {
            let problem = "is \(initialInstanceCount); a variant has at least 1 instance"
            diagnostics.append(Diagnostic(.outOfRange, at: path.appending(Property.initialInstanceCount), problem))
        }
        diagnostics += NamingRule.accelerator.diagnostics(acceleratorType, at: path.appending(Property.acceleratorType))
        diagnostics += NamingRule.machineImage.diagnostics(
            inferenceAmiVersion,
            at: path.appending(Property.inferenceAmiVersion)
        )
        let bounds: [(Property, Int?, ClosedRange<Int>, String)] = [
            (
                .containerStartupHealthCheckTimeoutInSeconds, containerStartupHealthCheckTimeoutInSeconds, 60...3600,
                " seconds"
            ),
            (.modelDataDownloadTimeoutInSeconds, modelDataDownloadTimeoutInSeconds, 60...3600, " seconds"),
            (
                .variantInstanceProvisionTimeoutInSeconds, variantInstanceProvisionTimeoutInSeconds, 300...3600,
                " seconds"
            ),
            (.volumeSizeInGB, volumeSizeInGB, 1...512, " GB"),
        ]
        for (property, value, bounds, unit) in bounds {
            diagnostics += value.diagnostics(bounds, at: path.appending(property), unit: unit)
        }
        diagnostics += managedInstanceScaling?.diagnostics(at: path.appending(Property.managedInstanceScaling)) ?? []
        diagnostics += coreDump?.diagnostics(at: path.appending(Property.coreDump)) ?? []
        return diagnostics + hardwareDiagnostics(at: path, models: known, isEncrypted: isEncrypted)
    }

    private func hardwareDiagnostics(at path: PropertyPath, models: [String], isEncrypted: Bool) -> [Diagnostic] {
        switch hardware {
        case .type(let type):
            return type.diagnostics(at: path.appending(Property.instanceType), isEncrypted: isEncrypted)
        case .pools(let pools):
            let path = path.appending(Property.instancePools)
            return pools.countDiagnostics(1...5, at: path, of: "pools")
                + pools.enumerated().flatMap { index, pool in
                    let path = path.appending(index: index)
                    return pool.instanceType.diagnostics(
                        at: path.appending(InstancePool.Property.instanceType),
                        isEncrypted: isEncrypted
                    )
                        + Optional(pool.priority).diagnostics(1...5, at: path.appending(InstancePool.Property.priority))
                        + (pool.modelNameOverride?.diagnostics(
                            at: path.appending(InstancePool.Property.modelNameOverride),
                            kind: "model",
                            known: models,
                            arn: .modelARN
                        ) ?? [])
                }
        }
    }
}

extension InstanceType {
    fileprivate func diagnostics(at path: PropertyPath, isEncrypted: Bool) -> [Diagnostic] {
        let diagnostics = NamingRule.instanceType.diagnostics(rawValue, at: path)
        // CreateEndpointConfig, KmsKeyId: "Certain Nitro-based instances include local storage … You can't request a
        // VolumeKmsKeyId when using an instance type with local storage."
        guard diagnostics.isEmpty, isEncrypted, hasLocalStorage else { return diagnostics }
        return [
            Diagnostic(
                .notSupported,
                at: path,
                "'\(rawValue)' has storage of its own, for which there is no 'encryptionKey'"
            )
        ]
    }

    /// Source: "Amazon EC2 instance types", instance store volumes: a `d` behind the generation, and GPU instances.
    private var hasLocalStorage: Bool { Self.withLocalStorage.matches(rawValue) }

    private static let withLocalStorage = Pattern(
        /ml\.([a-z]+[0-9]+[a-z]*d[a-z]*|g[56]e?|p5(e|en)?|p6.*|trn[12]n?)\..*/
    )
}

extension ManagedInstanceScaling {
    fileprivate func diagnostics(at path: PropertyPath) -> [Diagnostic] {
        var diagnostics = minInstanceCount.diagnostics(0...Int.max, at: path.appending(Property.minInstanceCount))
        diagnostics += maxInstanceCount.diagnostics(1...Int.max, at: path.appending(Property.maxInstanceCount))
        if let minInstanceCount, let maxInstanceCount, minInstanceCount > maxInstanceCount {
            let problem = "is \(maxInstanceCount), less than 'minInstanceCount', which is \(minInstanceCount)"
            diagnostics.append(Diagnostic(.outOfRange, at: path.appending(Property.maxInstanceCount), problem))
        }
        if let policy = scaleInPolicy {
            let path = path.appending(Property.scaleInPolicy)
            diagnostics += policy.maximumStepSize.diagnostics(
                1...100,
                at: path.appending(ScaleInPolicy.Property.maximumStepSize)
            )
            diagnostics += policy.cooldownInMinutes.diagnostics(
                5...1440,
                at: path.appending(ScaleInPolicy.Property.cooldownInMinutes),
                unit: " minutes"
            )
        }
        return diagnostics
    }
}

extension CoreDump {
    fileprivate func diagnostics(at path: PropertyPath) -> [Diagnostic] {
        NamingRule.s3URI.diagnostics(destinationS3Uri, at: path.appending(Property.destinationS3Uri))
            + NamingRule.keyID.diagnostics(encryptionKey, at: path.appending(Property.encryptionKey))
    }
}

// Source: DataCaptureConfig in the Amazon SageMaker API Reference.

extension DataCapture {
    func diagnostics(at path: PropertyPath) -> [Diagnostic] {
        var diagnostics = NamingRule.s3URI.diagnostics(destinationS3Uri, at: path.appending(Property.destinationS3Uri))
        diagnostics += NamingRule.keyID.diagnostics(encryptionKey, at: path.appending(Property.encryptionKey))
        diagnostics += Optional(initialSamplingPercentage).diagnostics(
            0...100,
            at: path.appending(Property.initialSamplingPercentage),
            unit: " percent"
        )
        diagnostics += captureOptions.countDiagnostics(
            1...32,
            at: path.appending(Property.captureOptions),
            of: "options"
        )
        for (property, types) in [(Property.csvContentTypes, csvContentTypes), (.jsonContentTypes, jsonContentTypes)] {
            let path = path.appending(property)
            diagnostics += types.countDiagnostics(0...10, at: path, of: "content types")
            for (index, type) in types.enumerated() {
                diagnostics += NamingRule.contentType.diagnostics(type, at: path.appending(index: index))
            }
        }
        return diagnostics
    }
}

extension NamingRule {
    fileprivate static let contentType = NamingRule(
        "must be a content type such as 'text/csv'",
        byteCount: 1...256,
        /[a-zA-Z0-9](-*[a-zA-Z0-9.])*\/[a-zA-Z0-9](-*[a-zA-Z0-9.+])*/
    )
}

// Source: AsyncInferenceConfig in the Amazon SageMaker API Reference.

extension AsyncInference {
    func diagnostics(at path: PropertyPath) -> [Diagnostic] {
        var diagnostics = maxConcurrentInvocationsPerInstance.diagnostics(
            1...1000,
            at: path.appending(Property.maxConcurrentInvocationsPerInstance)
        )
        diagnostics += NamingRule.s3URI.diagnostics(outputPath, at: path.appending(Property.outputPath))
        diagnostics += NamingRule.s3URI.diagnostics(failurePath, at: path.appending(Property.failurePath))
        diagnostics += NamingRule.topic.diagnostics(successTopic, at: path.appending(Property.successTopic))
        diagnostics += NamingRule.topic.diagnostics(errorTopic, at: path.appending(Property.errorTopic))
        diagnostics += NamingRule.keyID.diagnostics(encryptionKey, at: path.appending(Property.encryptionKey))
        let included = path.appending(Property.includeInferenceResponseIn)
        diagnostics += includeInferenceResponseIn.countDiagnostics(0...2, at: included, of: "notifications")
        return diagnostics
    }
}
