internal import AWSNames
internal import Basics
internal import Manifests

// Source: ProductionVariant and what it consists of in the Amazon SageMaker API Reference.

extension InstanceProductionVariant {
    /// - Parameter isEncrypted: Whether the instances' volumes are encrypted with a key of one's own.
    func findings(at path: PropertyPath, models: [String: Model], isEncrypted: Bool) -> [Finding] {
        let known = Array(models.keys)
        var findings = model.findings(at: path.appending("model"), kind: "model", known: known, arn: .modelARN)
        findings += NamingRule.name.findings(variantName, at: path.appending("variantName"))
        findings += weightFindings(initialVariantWeight, at: path.appending("initialVariantWeight"))
        if initialInstanceCount < 1 {
            let problem = "is \(initialInstanceCount); a variant has at least 1 instance"
            findings.append(Finding(path.appending("initialInstanceCount"), problem))
        }
        findings += NamingRule.accelerator.findings(acceleratorType, at: path.appending("acceleratorType"))
        findings += NamingRule.machineImage.findings(inferenceAmiVersion, at: path.appending("inferenceAmiVersion"))
        let bounds: [(String, Int?, ClosedRange<Int>, String)] = [
            (
                "containerStartupHealthCheckTimeoutInSeconds", containerStartupHealthCheckTimeoutInSeconds, 60...3600,
                " seconds"
            ),
            ("modelDataDownloadTimeoutInSeconds", modelDataDownloadTimeoutInSeconds, 60...3600, " seconds"),
            (
                "variantInstanceProvisionTimeoutInSeconds", variantInstanceProvisionTimeoutInSeconds, 300...3600,
                " seconds"
            ),
            ("volumeSizeInGB", volumeSizeInGB, 1...512, " GB"),
        ]
        for (name, value, bounds, unit) in bounds {
            findings += value.findings(bounds, at: path.appending(name), unit: unit)
        }
        findings += managedInstanceScaling?.findings(at: path.appending("managedInstanceScaling")) ?? []
        findings += coreDump?.findings(at: path.appending("coreDump")) ?? []
        return findings + hardwareFindings(at: path, models: known, isEncrypted: isEncrypted)
    }

    private func hardwareFindings(at path: PropertyPath, models: [String], isEncrypted: Bool) -> [Finding] {
        switch hardware {
        case .type(let type):
            return type.findings(at: path.appending("instanceType"), isEncrypted: isEncrypted)
        case .pools(let pools):
            let path = path.appending("instancePools")
            return pools.countFindings(1...5, at: path, of: "pools")
                + pools.enumerated().flatMap { index, pool in
                    let path = path.appending(index)
                    return pool.instanceType.findings(at: path.appending("instanceType"), isEncrypted: isEncrypted)
                        + Optional(pool.priority).findings(1...5, at: path.appending("priority"))
                        + (pool.modelNameOverride?.findings(
                            at: path.appending("modelNameOverride"),
                            kind: "model",
                            known: models,
                            arn: .modelARN
                        ) ?? [])
                }
        }
    }
}

extension InstanceType {
    fileprivate func findings(at path: PropertyPath, isEncrypted: Bool) -> [Finding] {
        let findings = NamingRule.instanceType.findings(rawValue, at: path)
        // CreateEndpointConfig, KmsKeyId: "Certain Nitro-based instances include local storage … You can't request a
        // VolumeKmsKeyId when using an instance type with local storage."
        guard findings.isEmpty, isEncrypted, hasLocalStorage else { return findings }
        return [Finding(path, "'\(rawValue)' has storage of its own, for which there is no 'encryptionKey'")]
    }

    /// Source: "Amazon EC2 instance types", instance store volumes: a `d` behind the generation, and GPU instances.
    private var hasLocalStorage: Bool { Self.withLocalStorage.matches(rawValue) }

    private static let withLocalStorage = Pattern(
        /ml\.([a-z]+[0-9]+[a-z]*d[a-z]*|g[56]e?|p5(e|en)?|p6.*|trn[12]n?)\..*/
    )
}

extension ManagedInstanceScaling {
    fileprivate func findings(at path: PropertyPath) -> [Finding] {
        var findings = minInstanceCount.findings(0...Int.max, at: path.appending("minInstanceCount"))
        findings += maxInstanceCount.findings(1...Int.max, at: path.appending("maxInstanceCount"))
        if let minInstanceCount, let maxInstanceCount, minInstanceCount > maxInstanceCount {
            let problem = "is \(maxInstanceCount), less than 'minInstanceCount', which is \(minInstanceCount)"
            findings.append(Finding(path.appending("maxInstanceCount"), problem))
        }
        if let policy = scaleInPolicy {
            let path = path.appending("scaleInPolicy")
            findings += policy.maximumStepSize.findings(1...100, at: path.appending("maximumStepSize"))
            findings += policy.cooldownInMinutes.findings(
                5...1440,
                at: path.appending("cooldownInMinutes"),
                unit: " minutes"
            )
        }
        return findings
    }
}

extension CoreDump {
    fileprivate func findings(at path: PropertyPath) -> [Finding] {
        NamingRule.s3URI.findings(destinationS3Uri, at: path.appending("destinationS3Uri"))
            + NamingRule.keyID.findings(encryptionKey, at: path.appending("encryptionKey"))
    }
}

// Source: DataCaptureConfig in the Amazon SageMaker API Reference.

extension DataCapture {
    func findings(at path: PropertyPath) -> [Finding] {
        var findings = NamingRule.s3URI.findings(destinationS3Uri, at: path.appending("destinationS3Uri"))
        findings += NamingRule.keyID.findings(encryptionKey, at: path.appending("encryptionKey"))
        findings += Optional(initialSamplingPercentage).findings(
            0...100,
            at: path.appending("initialSamplingPercentage"),
            unit: " percent"
        )
        findings += captureOptions.countFindings(1...32, at: path.appending("captureOptions"), of: "options")
        for (name, types) in [("csvContentTypes", csvContentTypes), ("jsonContentTypes", jsonContentTypes)] {
            let path = path.appending(name)
            findings += types.countFindings(0...10, at: path, of: "content types")
            for (index, type) in types.enumerated() {
                findings += NamingRule.contentType.findings(type, at: path.appending(index))
            }
        }
        return findings
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
    func findings(at path: PropertyPath) -> [Finding] {
        var findings = maxConcurrentInvocationsPerInstance.findings(
            1...1000,
            at: path.appending("maxConcurrentInvocationsPerInstance")
        )
        findings += NamingRule.s3URI.findings(outputPath, at: path.appending("outputPath"))
        findings += NamingRule.s3URI.findings(failurePath, at: path.appending("failurePath"))
        findings += NamingRule.topic.findings(successTopic, at: path.appending("successTopic"))
        findings += NamingRule.topic.findings(errorTopic, at: path.appending("errorTopic"))
        findings += NamingRule.keyID.findings(encryptionKey, at: path.appending("encryptionKey"))
        let included = path.appending("includeInferenceResponseIn")
        findings += includeInferenceResponseIn.countFindings(0...2, at: included, of: "notifications")
        return findings
    }
}
