import Manifests
import SageMaker
import SystemPackage
import TestSupport
import Testing
import Yams

/// The schema that editors use says what the types say.
@Suite struct SchemaTests {
    private static let hasValidator = (try? Tool.run(Tool.python, ["-c", "import jsonschema, yaml"]).status) == 0

    /// Prints for each manifest, which are separated by NUL, whether the schema accepts it.
    private static let validator = """
        import json, sys, yaml, jsonschema
        schema = json.load(open(sys.argv[1]))
        jsonschema.Draft7Validator.check_schema(schema)
        validator = jsonschema.Draft7Validator(schema)
        for text in sys.stdin.read().split("\\0"):
            print("accepts" if validator.is_valid(yaml.safe_load(text)) else "refuses")
        """

    private func verdicts(_ manifests: [String]) throws -> [String] {
        let input = Array(manifests.joined(separator: "\0").utf8)
        let output = try Tool.run(Tool.python, ["-c", Self.validator, Example.schema.string], input: input)
        #expect(output.standardError == "")
        return output.standardOutput.split(separator: "\n").map(String.init)
    }

    @Test(.enabled(if: hasValidator, "jsonschema and PyYAML are not installed; run ci/setup"))
    func itAcceptsEveryExample() throws {
        let manifests = try Example.allCases.map { try read($0.manifest) }
        #expect(try verdicts(manifests) == manifests.map { _ in "accepts" })
    }

    @Test(.enabled(if: hasValidator, "jsonschema and PyYAML are not installed; run ci/setup"))
    func itRefusesWhatTheTypesRefuse() throws {
        let container = "{ image: { fromEcrRepository: { repositoryName: repo } } }"
        let broken = [
            "models: {}", "version: 2", "version: 1\nmodel: {}",
            "version: 1\nmodels: { X: { containers: [] } }",
            "version: 1\nmodels: { X: { containers: [\(container)], name: x } }",
            "version: 1\nmodels: { 'a-b': { containers: [\(container)] } }",
            "version: 1\nmodels: { X: { containers: [{ modelData: { fromAsset: m } }] } }",
            "version: 1\nmodels: { X: { containers: [{ image: { fromAsset: '' } }] } }",
            "version: 1\nmodels: { X: { containers: [{ image: { fromAsset: { file: f } } }] } }",
            "version: 1\nmodels: { X: { containers: [{ image: { fromAsset: { directory: c, file: ../x } } }] } }",
            "version: 1\nmodels: { X: { containers: [{ image: { fromAsset: { directory: c, file: a/.. } } }] } }",
            "version: 1\nmodels: { X: { containers: [{ image: { fromAsset: { directory: c, file: /x } } }] } }",
            "version: 1\nmodels: { X: { containers: [{ image: { fromAsset: { directory: c, file: ./. } } }] } }",
            "version: 1\nmodels: { X: { containers: [{ image: {} }] } }",
            "version: 1\nmodels: { X: { containers: [{ image: { fromAsset: c }, "
                + "modelData: { fromAsset: { path: m, extraHash: x } } }] } }",
            "version: 1\nmodels: { X: { containers: [{ image: { fromAsset: c }, "
                + "modelData: { fromAsset: { path: m, compression: zip } } }] } }",
            "version: 1\nmodels: { X: { containers: [{ image: { fromAsset: c, fromEcrRepository: {} } }] } }",
            "version: 1\nmodels: { X: { containers: [{ image: { fromEcrRepository: { tag: t } } }] } }",
            "version: 1\nmodels: { X: { containers: [\(container)], modelName: a_b } }",
            "version: 1\nmodels: { X: { containers: [\(container)], role: Name } }",
            "version: 1\nendpointConfigs: { C: { instanceProductionVariants: [] } }",
            "version: 1\nendpointConfigs: { C: { instanceProductionVariants: [{ variantName: v }] } }",
            "version: 1\nendpointConfigs: { C: { instanceProductionVariants: "
                + "[{ model: M, variantName: v, initialVariantWeight: -1 }] } }",
            "version: 1\nendpointConfigs: { C: { instanceProductionVariants: "
                + "[{ model: M, variantName: v, initialInstanceCount: 0 }] } }",
            "version: 1\nendpointConfigs: { C: { instanceProductionVariants: "
                + "[{ model: M, variantName: v, instanceType: t2.medium }] } }",
            "version: 1\nendpoints: { E: {} }",
            "version: 1\ndestinations: { s: { region: eu-west-1 } }",
            "version: 1\ndestinations: { s: { bucket: B_ } }",
            "version: 1\ndestinations: { s: { bucket: abc, store: x } }",
            "version: 1\ndestinations: { s: { bucket: abc, prefix: /a } }",
            "version: 1\ndestinations: { s: { bucket: abc, account: '1' } }",
        ]
        for manifest in broken {
            // By the types, or by the rules.
            #expect(throws: (any Error).self, "\(manifest)") { try Project(yaml: manifest).validate() }
        }
        let verdicts = try verdicts(broken)
        for (manifest, verdict) in zip(broken, verdicts) { #expect(verdict == "refuses", "\(manifest)") }
        #expect(verdicts.count == broken.count)
    }

    @Test(arguments: [
        ("Model", Model.Property.names), ("ContainerDefinition", ContainerDefinition.Property.names),
        ("ContainerImage", ContainerImage.Property.names), ("EcrImage", EcrImage.Property.names),
        ("ImageAsset", ImageAsset.Property.names + ImageOptions.Property.names),
        ("ModelData", ModelData.Property.names), ("BucketObject", BucketObject.Property.names),
        ("ModelDataAsset", ModelDataAsset.Property.names + ModelDataOptions.Property.names),
        ("EndpointConfig", EndpointConfig.Property.names), ("Endpoint", Endpoint.Property.names),
        ("InstanceProductionVariant", InstanceProductionVariant.Property.names),
        ("S3Destination", S3Destination.Property.names), ("LocalDestination", Destination.Kind.Property.names),
    ])
    func itHasTheTypesProperties(definition: String, names: [String]) throws {
        let schema = try #require(try Yams.compose(yaml: try read(Example.schema)))
        let properties = schema["definitions"]?[definition]?["properties"]?.mapping?.keys.compactMap(\.string)
        #expect(properties?.sorted() == names.sorted())
    }

    @Test func everyExampleNamesTheSchema() throws {
        for example in Example.allCases {
            let prefix = example.rawValue.contains("/") ? "../../" : "../"
            let line = "# yaml-language-server: $schema=\(prefix)schema/sageassets.schema.json\n"
            #expect(try read(example.manifest).hasPrefix(line))
        }
    }
}
