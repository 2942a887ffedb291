import Basics
import Foundation
import SageMaker
import SystemPackage
import Testing

/// A project whose Terraform configuration is tested.
enum TerraformProject: String, CaseIterable, CustomTestStringConvertible {
    /// A project with every property that the provider supports.
    case everything
    case singleContainer, inferencePipeline, containerImages, modelArtifacts, endpointConfig

    var testDescription: String { rawValue }

    func project() throws -> Project {
        switch self {
        case .everything: try Project(yaml: Self.manifest)
        case .singleContainer: try Example.singleContainer.project()
        case .inferencePipeline: try Example.inferencePipeline.project()
        case .containerImages: try Example.containerImages.project()
        case .modelArtifacts: try Example.modelArtifacts.project()
        case .endpointConfig: try Example.endpointConfig.project()
        }
    }

    private static let manifest = #"""
        version: 1
        models:
          M:
            containers:
              - containerHostname: first
                image: { fromAsset: c }
                modelData: { fromAsset: m }
                environment: { CamelCase: "1", LOG_LEVEL: "${x}" }
              - containerHostname: second
                image: { fromDlc: { repositoryName: pytorch-inference, tag: "2.0" } }
                modelData: { fromAsset: { path: u, compression: none } }
                additionalModelData: { draft: { fromBucket: { bucket: my-bucket, key: draft/, compression: none } } }
              - containerHostname: third
                image: { fromModelPackage: { modelPackageName: Package/3, inferenceSpecificationName: one } }
            managedPolicies: ["arn:aws:iam::aws:policy/One", "arn:aws:iam::123456789012:policy/One"]
            policyStatements: [{ actions: ["s3:GetObject"], resources: ["*"] }]
            vpc: { subnets: [subnet-1], securityGroupIds: [sg-1] }
            inferenceExecutionMode: Direct
            tags: { team: ml, CostCentre: "7" }
          Many:
            containers:
              - image:
                  fromRegistry:
                    uri: registry.example.com/team/image:tag
                    repositoryAccessMode: Vpc
                    repositoryCredentialsProviderArn: arn:aws:lambda:eu-west-1:123456789012:function:f
                modelData: { fromBucket: { bucket: my-bucket, key: many/ } }
                mode: MultiModel
                modelCacheSetting: Disabled
            modelName: many
            role: arn:aws:iam::123456789012:role/Mine
            networkIsolation: true
            vpc: { subnets: [subnet-1], securityGroupIds: [sg-1] }
          Plain: { containers: [{ image: { fromEcrRepository: { repositoryName: repo, tag: t } } }] }
        endpointConfigs:
          C:
            instanceProductionVariants:
              - model: Plain
                variantName: Variant
                instanceType: ml.m5.large
                containerStartupHealthCheckTimeoutInSeconds: 60
                modelDataDownloadTimeoutInSeconds: 60
                volumeSizeInGB: 10
                enableSSMAccess: true
                inferenceAmiVersion: al2-ami-sagemaker-inference-gpu-2
                routingStrategy: RANDOM
                coreDump: { destinationS3Uri: s3://dumps/core }
            encryptionKey: 0a1b
            dataCapture:
              destinationS3Uri: s3://dumps/capture
              initialSamplingPercentage: 5
              encryptionKey: arn:aws:kms:eu-west-1:123456789012:key/0a1b
              csvContentTypes: [text/csv]
              jsonContentTypes: [application/json]
            asyncInference:
              outputPath: s3://dumps/output
              failurePath: s3://dumps/failure
              maxConcurrentInvocationsPerInstance: 2
              successTopic: arn:aws:sns:eu-west-1:123456789012:t
              errorTopic: arn:aws:sns:eu-west-1:123456789012:t
              includeInferenceResponseIn: [SUCCESS_NOTIFICATION_TOPIC]
              encryptionKey: 0a1b
            tags: { a: b }
          Shadowed:
            instanceProductionVariants: [{ model: Plain, variantName: v, instanceType: ml.m5.large, initialInstanceCount: 2 }]
            shadowProductionVariants:
              - model: Plain
                variantName: Shadow
                instanceType: ml.m5.large
                coreDump: { destinationS3Uri: s3://dumps/core, encryptionKey: alias/mine }
          Several:
            instanceProductionVariants:
              - { model: M, variantName: m, instanceType: ml.m5.large }
              - { model: Many, variantName: many, instanceType: ml.m5.large }
          Components:
            executionRole: arn:aws:iam::123456789012:role/Mine
            instanceProductionVariants:
              - { variantName: v, instanceType: ml.m5.large, managedInstanceScaling: { minInstanceCount: 1, maxInstanceCount: 3 } }
          Serverless:
            serverlessProductionVariant:
              { model: Plain, variantName: v, maxConcurrency: 5, memorySizeInMB: 2048, provisionedConcurrency: 2 }
        endpoints:
          E:
            endpointConfig: C
            endpointName: mine
            deploymentConfig:
              blueGreen:
                type: Canary
                canarySize: { capacityPercent: 10 }
                waitIntervalInSeconds: 60
                terminationWaitInSeconds: 60
                maximumExecutionTimeoutInSeconds: 600
              alarms: [Latency, other]
            alarms:
              Latency:
                metric: ModelLatency
                variant: Variant
                statistic: p99
                threshold: 5
                evaluationPeriods: 2
                datapointsToAlarm: 1
                actions: ["arn:aws:sns:eu-west-1:123456789012:t"]
              Cpu: { metric: CPUUtilization, variant: Variant, threshold: 0.5, evaluationPeriods: 1, treatMissingData: ignore }
            autoScaling:
              Variant:
                minCapacity: 0
                maxCapacity: 4
                scaleOnBacklog: { backlogSizePerInstance: 5 }
                scaleOnInvocations:
                  { maxRequestsPerSecond: 3, scaleInCooldownInSeconds: 9, scaleOutCooldownInSeconds: 9, disableScaleIn: true }
            grantInvoke: [caller, "arn:aws:iam::123456789012:role/path/Other"]
            tags: { x: y }
          Rolling:
            endpointConfig: Shadowed
            deploymentConfig:
              rolling:
                maximumBatchSize: { instanceCount: 1 }
                waitIntervalInSeconds: 60
                rollbackMaximumBatchSize: { capacityPercent: 50 }
          Existing: { fromEndpointName: theirs, alarms: { Errors: { metric: Invocation5XXErrors, variant: v, threshold: 1, evaluationPeriods: 1 } } }
        """#
}

/// The schema of a block from the provider's bindings: its arguments, required ones marked by `*`.
indirect enum TerraformTable: Decodable {
    case value(type: String)
    case block([String: TerraformTable])
    case blocks([TerraformTable])

    struct Unreadable: Error {}

    init(from decoder: any Decoder) throws {
        let value = try decoder.singleValueContainer()
        if let type = try? value.decode(String.self) {
            self = .value(type: type)
        } else if let members = try? value.decode([String: TerraformTable].self) {
            self = .block(members)
        } else {
            self = .blocks(try value.decode([TerraformTable].self))
        }
    }

    /// Returns the schemas of the resources by type.
    static func resources() throws -> [String: TerraformTable] {
        struct Document: Decodable {
            let resources: [String: TerraformTable]
        }
        let file = Example.folder.removingLastComponent().appending("ci/oracles/terraform.json")
        return try JSONDecoder().decode(Document.self, from: Data(try read(file).utf8)).resources
    }

    /// The arguments that every resource has.
    private static let metaArguments: Set = ["depends_on", "lifecycle"]

    /// Returns the errors in a value.
    func errors(in value: JSON?, at path: String) -> [String] {
        switch (self, value) {
        case (.value("string"), .string?), (.value("bool"), .bool?), (.value("number"), .integer?),
            (.value("number"), .number?):
            return []
        case (.value("list(string)"), .array(let elements)?):
            return elements.flatMap { Self.value(type: "string").errors(in: $0, at: path) }
        case (.value("map(string)"), .object(let members)?):
            return members.flatMap { Self.value(type: "string").errors(in: $1, at: "\(path).\($0)") }
        case (.block(let table), .object(let members)?):
            let kinds = Dictionary(uniqueKeysWithValues: table.map { ($0.filter { $0 != "*" }, $1) })
            let missing = table.keys.filter { $0.hasSuffix("*") && members[String($0.dropLast())] == nil }
            let errors = members.flatMap { name, value -> [String] in
                if Self.metaArguments.contains(name) { return [] }
                return kinds[name]?.errors(in: value, at: "\(path).\(name)") ?? ["\(path).\(name) is unknown"]
            }
            return errors.sorted() + missing.map { "\(path).\($0.dropLast()) is missing" }
        case (.blocks(let tables), .object?):
            return tables.flatMap { $0.errors(in: value, at: path) }
        case (.blocks(let tables), .array(let elements)?):
            return elements.flatMap { element in tables.flatMap { $0.errors(in: element, at: path) } }
        default:
            return ["\(path) is of another type"]
        }
    }
}
