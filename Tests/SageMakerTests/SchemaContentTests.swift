import Assets
import AWSNames
import Basics
import Foundation
import Manifests
import SageMaker
import SystemPackage
import Testing
import Yams

/// The JSON Schema has the same properties, enumerations and defaults as the types.
@Suite struct SchemaContentTests {
    /// A definition of the schema with the properties of the corresponding type.
    struct Row: CustomTestStringConvertible {
        let type: String
        let definition: String
        let names: [String]
        var testDescription: String { type }

        /// - Parameters:
        ///   - others: The names of other types' properties in the same mapping.
        ///   - definition: The name in the schema; nil for the type's name.
        init<Value: DocumentObject>(_: Value.Type, others: [String] = [], definition: String? = nil) {
            type = "\(Value.self)"
            self.definition = definition ?? type
            names = Value.Property.names + others
        }
    }

    static let rows = [
        Row(AsyncInference.self), Row(AutoScaling.self),
        Row(AutoScaling.BacklogScaling.self, others: AutoScaling.Pace.Property.names),
        Row(AutoScaling.InvocationScaling.self, others: AutoScaling.Pace.Property.names), Row(BlueGreenUpdate.self),
        Row(BucketObject.self), Row(ContainerDefinition.self), Row(ContainerImage.self), Row(CoreDump.self),
        Row(DataCapture.self), Row(DeepLearningContainer.self), Row(DeploymentConfig.Capacity.self),
        Row(DeploymentConfig.self),
        Row(Destination.Kind.self, others: Destination.Property.names, definition: "LocalDestination"),
        Row(EcrImage.self),
        Row(Endpoint.self), Row(EndpointAlarm.self), Row(EndpointConfig.self),
        Row(ImageAsset.self, others: ImageBuild.Property.names), Row(InstancePool.self),
        Row(InstanceProductionVariant.self), Row(ManagedInstanceScaling.ScaleInPolicy.self),
        Row(ManagedInstanceScaling.self), Row(Model.self), Row(ModelAttributes.self), Row(ModelData.self),
        Row(ModelDataAsset.self, others: ModelDataOptions.Property.names), Row(ModelPackage.self),
        Row(PolicyStatement.self), Row(RegistryImage.self), Row(RepositoryCreation.self), Row(RollingUpdate.self),
        Row(S3Destination.self, others: Destination.Property.names), Row(SecretSource.self),
        Row(ServerlessProductionVariant.self), Row(VpcConfig.self),
    ]

    private let schema: Node

    init() throws {
        schema = try #require(try Yams.compose(yaml: try read(Example.schema)))
    }

    private func properties(_ node: Node?) -> [String]? {
        node?["properties"]?.mapping?.keys.compactMap(\.string).sorted()
    }

    @Test(arguments: rows)
    func propertiesEqualThoseOfTheType(row: Row) throws {
        #expect(properties(schema["definitions"]?[row.definition]) == row.names.sorted())
    }

    @Test func sectionsAndReferencesEqualThoseOfTheTypes() {
        #expect(properties(schema) == ProjectProperty.names.sorted())
        let definitions = schema["definitions"]
        #expect(properties(definitions?["ModelReference"]) == ModelReferenceProperty.names.sorted())
        #expect(properties(definitions?["EndpointConfigReference"]) == EndpointConfigReferenceProperty.names.sorted())
    }

    /// A type that is missing in the table is not compared with the schema.
    @Test func tableContainsEveryTypeOfAManifest() throws {
        let sources = Example.folder.removingLastComponent().appending("Sources")
        var found: Set<String> = []
        for module in ["Manifests", "SageMaker"] {
            let files = FileManager.default.enumerator(atPath: sources.appending(module).string)
            while let file = files?.nextObject() as? String {
                guard file.hasSuffix(".swift"), file != "References+Reading.swift" else { continue }
                let text = try read(sources.appending(module).appending(file))
                for match in text.matches(of: /(extension|struct|enum) ([A-Za-z0-9.]+): Document(?:Object|Part) \{/) {
                    found.insert(String(match.2.split(separator: ".").last ?? ""))
                }
            }
        }
        // These types share the mapping of another type.
        let parts: Set = ["ImageBuild", "ModelDataOptions", "Pace"]
        #expect(found.subtracting(parts) == Set(Self.rows.map(\.type)))
        #expect(found.isSuperset(of: parts))
    }

    @Test func enumerationsEqualThoseOfTheTypes() throws {
        func values<Enumeration: CaseIterable & RawRepresentable<String>>(_: Enumeration.Type) -> [String] {
            Enumeration.allCases.map(\.rawValue)
        }
        let expected: [(definition: String, path: [String], values: [String])] = [
            ("S3Destination", ["properties", "addressing"], values(BucketAddressing.self)),
            ("S3Destination", ["properties", "encryption"], values(ServerSideEncryption.self)),
            ("Builder", [], values(BuilderName.self)),
            ("Model", ["properties", "inferenceExecutionMode"], values(Model.InferenceExecutionMode.self)),
            ("PolicyStatement", ["properties", "effect"], values(PolicyStatement.Effect.self)),
            ("ContainerDefinition", ["properties", "mode"], values(ContainerDefinition.Mode.self)),
            (
                "ContainerDefinition", ["properties", "modelCacheSetting"],
                values(ContainerDefinition.ModelCacheSetting.self)
            ),
            ("RegistryImage", ["properties", "repositoryAccessMode"], values(RegistryImage.AccessMode.self)),
            ("Compression", [], values(ModelDataOptions.CompressionType.self)),
            (
                "InstanceProductionVariant", ["properties", "routingStrategy"],
                values(InstanceProductionVariant.RoutingStrategy.self)
            ),
            ("ManagedInstanceScaling", ["properties", "status"], values(ManagedInstanceScaling.Status.self)),
            ("ScaleInPolicy", ["properties", "strategy"], values(ManagedInstanceScaling.ScaleInPolicy.Strategy.self)),
            ("DataCapture", ["properties", "captureOptions", "items"], values(DataCapture.CaptureOption.self)),
            (
                "AsyncInference", ["properties", "includeInferenceResponseIn", "items"],
                values(AsyncInference.Notification.self)
            ),
            ("BlueGreenUpdate", ["properties", "type"], values(BlueGreenUpdate.Routing.self)),
            ("EndpointAlarm", ["properties", "comparisonOperator"], values(EndpointAlarm.ComparisonOperator.self)),
            ("EndpointAlarm", ["properties", "treatMissingData"], values(EndpointAlarm.MissingData.self)),
            ("MetricOfVariant", [], EndpointMetric.known.filter(\.isOfVariant).map(\.name)),
            ("MetricOfEndpoint", [], EndpointMetric.known.filter { !$0.isOfVariant }.map(\.name)),
        ]
        for (definition, path, values) in expected {
            let node = path.reduce(schema["definitions"]?[definition]) { $0?[$1] }
            let found = node?["enum"]?.sequence?.compactMap(\.string)
            #expect(found == values, "\(definition).\(path.joined(separator: "."))")
        }
    }

    /// Definitions with the required properties, and placeholders for optional ones.
    private static let manifest = """
        version: 1
        destinations:
          s: { bucket: abc, repository: repo, createRepository: { encryptionKey: k ${RepositoryCreation} } ${S3Destination} }
        models:
          M:
            { containers: [
                { image: { fromAsset: { directory: c } }, modelData: { fromAsset: { path: m ${ModelDataAsset} } } },
                { image: { fromEcrRepository: { repositoryName: repo ${EcrImage} } },
                  modelData: { fromBucket: { bucket: abc, key: k ${BucketObject} } } }],
              policyStatements: [{ actions: ['*'], resources: ['*'] ${PolicyStatement} }] ${Model} }
        endpointConfigs:
          C:
            instanceProductionVariants:
              - { model: M, variantName: v ${InstanceProductionVariant} }
            dataCapture: { destinationS3Uri: "s3://abc", initialSamplingPercentage: 1 ${DataCapture} }
          I:
            executionRole: "arn:aws:iam::123456789012:role/R"
            instanceProductionVariants:
              - { variantName: v, managedInstanceScaling: { maxInstanceCount: 1 ${ManagedInstanceScaling} } }
          S:
            serverlessProductionVariant:
              { model: { fromModelName: m }, variantName: v, maxConcurrency: 1, memorySizeInMB: 1024
                ${ServerlessProductionVariant} }
        endpoints:
          E:
            fromEndpointName: e
            autoScaling:
              v: { scaleOnInvocations: { maxRequestsPerSecond: 1 ${InvocationScaling} },
                   scaleOnBacklog: { backlogSizePerInstance: 1 ${BacklogScaling} }, maxCapacity: 2 }
            alarms: { a: { metric: Invocations, variant: v, threshold: 1, evaluationPeriods: 1 ${EndpointAlarm} } }
        """

    /// Writing a default explicitly does not change the project.
    @Test func defaultsEqualThoseOfTheTypes() throws {
        func flow(_ node: Node) -> String {
            if let sequence = node.sequence { return "[\(sequence.map(flow).joined(separator: ", "))]" }
            return node.string.map { $0.isEmpty ? "''" : $0 } ?? ""
        }
        var (without, with) = (Self.manifest, Self.manifest)
        for (definition, node) in try #require(schema["definitions"]?.mapping) {
            let name = try #require(definition.string)
            let defaults = (node["properties"]?.mapping ?? [:]).compactMap { property, content in
                content["default"].map { ", \(property.string ?? ""): \(flow($0))" }
            }
            // An explicit Dockerfile has the same address, but is another option.
            guard !defaults.isEmpty, name != "ImageAsset" else { continue }
            #expect(with.contains("${\(name)}"))
            with = with.replacing("${\(name)}", with: defaults.joined())
            without = without.replacing("${\(name)}", with: "")
        }
        #expect(!with.contains("${"))
        #expect(try Project(yaml: with) == Project(yaml: without), "\(with)")
    }

    @Test func examplesReferToTheSchema() throws {
        for example in Example.allCases {
            let prefix = example.rawValue.contains("/") ? "../../" : "../"
            let line = "# yaml-language-server: $schema=\(prefix)schema/sageassets.schema.json\n"
            #expect(try read(example.manifest).hasPrefix(line))
        }
    }
}
