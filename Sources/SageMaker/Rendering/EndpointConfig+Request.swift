// Source: CreateEndpointConfig in the Amazon SageMaker API Reference.

extension EndpointConfig {
    /// The request that creates the endpoint configuration.
    var request: Request {
        let variants: [TemplateValue] =
            switch productionVariants {
            case .instances(let variants): variants.map(\.value)
            case .serverless(let variant): [variant.value]
            }
        return Request(
            .createEndpointConfig,
            name: endpointConfigName,
            [
                "AsyncInferenceConfig": asyncInference?.value,
                "DataCaptureConfig": dataCapture?.value,
                "ExecutionRoleArn": executionRole.map { .text($0) },
                "KmsKeyId": encryptionKey.map { .text($0) },
                "ProductionVariants": .list(variants),
                "ShadowProductionVariants": shadowProductionVariants.isEmpty
                    ? nil : .list(shadowProductionVariants.map(\.value)),
                "Tags": tags.tagList,
            ]
        )
    }
}

extension DefinitionReference {
    /// The name of the referenced resource in SageMaker.
    var nameValue: TemplateValue {
        switch target {
        case .definition(let id): "\(.attribute(.name, of: id))"
        case .existingName, .existingARN: .text(existingName ?? "")
        }
    }
}

extension InstanceProductionVariant {
    fileprivate var value: TemplateValue {
        var members: [String: TemplateValue?] = [
            "ContainerStartupHealthCheckTimeoutInSeconds":
                containerStartupHealthCheckTimeoutInSeconds.map { .integer($0) },
            "CoreDumpConfig": coreDump?.value,
            "EnableSSMAccess": enableSSMAccess ? true : nil,
            "InferenceAmiVersion": inferenceAmiVersion.map { .text($0) },
            "InitialInstanceCount": .integer(initialInstanceCount),
            "InitialVariantWeight": .number(initialVariantWeight),
            "ManagedInstanceScaling": managedInstanceScaling?.value,
            "ModelDataDownloadTimeoutInSeconds": modelDataDownloadTimeoutInSeconds.map { .integer($0) },
            "ModelName": model?.nameValue,
            "RoutingConfig": routingStrategy.map { ["RoutingStrategy": .text($0.rawValue)] },
            "VariantInstanceProvisionTimeoutInSeconds": variantInstanceProvisionTimeoutInSeconds.map { .integer($0) },
            "VariantName": .text(variantName),
            "VolumeSizeInGB": volumeSizeInGB.map { .integer($0) },
        ]
        switch hardware {
        case .type(let type): members["InstanceType"] = .text(type.rawValue)
        case .pools(let pools): members["InstancePools"] = .list(pools.map(\.value))
        }
        return .object(compacting: members)
    }
}

extension InstancePool {
    fileprivate var value: TemplateValue {
        .object(compacting: [
            "InstanceType": .text(instanceType.rawValue),
            "ModelNameOverride": modelNameOverride?.nameValue,
            "Priority": .integer(priority),
        ])
    }
}

extension ManagedInstanceScaling {
    fileprivate var value: TemplateValue {
        .object(compacting: [
            "MaxInstanceCount": maxInstanceCount.map { .integer($0) },
            "MinInstanceCount": minInstanceCount.map { .integer($0) },
            "ScaleInPolicy": scaleInPolicy.map { policy in
                .object(compacting: [
                    "CooldownInMinutes": policy.cooldownInMinutes.map { .integer($0) },
                    "MaximumStepSize": policy.maximumStepSize.map { .integer($0) },
                    "Strategy": .text(policy.strategy.rawValue),
                ])
            },
            "Status": .text(status.rawValue),
        ])
    }
}

extension CoreDump {
    fileprivate var value: TemplateValue {
        .object(compacting: [
            "DestinationS3Uri": .text(destinationS3Uri), "KmsKeyId": encryptionKey.map { .text($0) },
        ])
    }
}

extension ServerlessProductionVariant {
    fileprivate var value: TemplateValue {
        [
            "InitialVariantWeight": .number(initialVariantWeight),
            "ModelName": model.nameValue,
            "ServerlessConfig": .object(compacting: [
                "MaxConcurrency": .integer(maxConcurrency),
                "MemorySizeInMB": .integer(memorySizeInMB),
                "ProvisionedConcurrency": provisionedConcurrency.map { .integer($0) },
            ]),
            "VariantName": .text(variantName),
        ]
    }
}

extension DataCapture {
    fileprivate var value: TemplateValue {
        let types: [String: TemplateValue?] = [
            "CsvContentTypes": csvContentTypes.isEmpty ? nil : .texts(csvContentTypes),
            "JsonContentTypes": jsonContentTypes.isEmpty ? nil : .texts(jsonContentTypes),
        ]
        let hasTypes = !csvContentTypes.isEmpty || !jsonContentTypes.isEmpty
        return .object(compacting: [
            "CaptureContentTypeHeader": hasTypes ? .object(compacting: types) : nil,
            "CaptureOptions": .list(captureOptions.map { ["CaptureMode": .text($0.rawValue)] }),
            "DestinationS3Uri": .text(destinationS3Uri),
            "EnableCapture": .bool(enabled),
            "InitialSamplingPercentage": .integer(initialSamplingPercentage),
            "KmsKeyId": encryptionKey.map { .text($0) },
        ])
    }
}

extension AsyncInference {
    fileprivate var value: TemplateValue {
        let responses = includeInferenceResponseIn.map(\.rawValue)
        let notification: [String: TemplateValue?] = [
            "ErrorTopic": errorTopic.map { .text($0) },
            "IncludeInferenceResponseIn": responses.isEmpty ? nil : .texts(responses),
            "SuccessTopic": successTopic.map { .text($0) },
        ]
        let notifies = notification.contains { $0.value != nil }
        return .object(compacting: [
            "ClientConfig": maxConcurrentInvocationsPerInstance.map {
                ["MaxConcurrentInvocationsPerInstance": .integer($0)]
            },
            "OutputConfig": .object(compacting: [
                "KmsKeyId": encryptionKey.map { .text($0) },
                "NotificationConfig": notifies ? .object(compacting: notification) : nil,
                "S3FailurePath": failurePath.map { .text($0) },
                "S3OutputPath": outputPath.map { .text($0) },
            ]),
        ])
    }
}
