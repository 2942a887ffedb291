import Manifests
import SageMaker
import SystemPackage
import Testing
import TestSupport

/// The JSON Schema for editors accepts and refuses the same manifests as the types.
@Suite(.enabled(if: SchemaValidator.isAvailable, "jsonschema and PyYAML are not installed; run ci/setup"))
struct SchemaTests {
    @Test func examplesAreAccepted() throws {
        let manifests = try Example.allCases.map { try read($0.manifest) }
        for (example, verdict) in zip(Example.allCases, try SchemaValidator.verdicts(manifests)) {
            #expect(verdict == "accepts", "\(example)")
        }
    }

    @Test func validManifestsAreAccepted() throws {
        let verdicts = try SchemaValidator.verdicts(Manifest.valid)
        for (manifest, verdict) in zip(Manifest.valid, verdicts) {
            #expect(verdict == "accepts", "\(manifest)")
            #expect(throws: Never.self, "\(manifest)") { try Project(yaml: manifest) }
        }
        #expect(verdicts.count == Manifest.valid.count)
    }

    @Test func invalidManifestsAreRefused() throws {
        let verdicts = try SchemaValidator.verdicts(Manifest.invalid)
        for (manifest, verdict) in zip(Manifest.invalid, verdicts) {
            #expect(verdict.hasPrefix("refuses"), "\(manifest)")
            #expect(throws: ManifestError.self, "\(manifest)") { try Project(yaml: manifest) }
        }
        #expect(verdicts.count == Manifest.invalid.count)
    }
}

/// An independent implementation of JSON Schema, in Python.
private enum SchemaValidator {
    static let isAvailable = (try? Tool.run(Tool.python, ["-c", "import jsonschema, yaml"]).status) == 0

    /// A program that prints whether the schema accepts each of the manifests, which are separated by NUL.
    private static let program = """
        import json, sys, yaml, jsonschema
        schema = json.load(open(sys.argv[1]))
        jsonschema.Draft7Validator.check_schema(schema)
        validator = jsonschema.Draft7Validator(schema)
        for text in sys.stdin.read().split("\\0"):
            error = jsonschema.exceptions.best_match(validator.iter_errors(yaml.safe_load(text)))
            print("refuses: " + error.message.split("\\n")[0] if error else "accepts")
        """

    static func verdicts(_ manifests: [String]) throws -> [String] {
        let input = Array(manifests.joined(separator: "\0").utf8)
        let output = try Tool.run(Tool.python, ["-c", program, Example.schema.string], input: input)
        #expect(output.standardError == "")
        return output.standardOutput.split(separator: "\n").map(String.init)
    }
}

/// Manifests that are valid except for the given properties.
enum Manifest {
    private static let repository = "image: { fromEcrRepository: { repositoryName: repo } }"
    private static let models = "version: 1\nmodels: { M: { containers: [{ \(repository) }] } }\n"
    private static let mainVariant =
        "{ model: M, variantName: v, instanceType: ml.c5.large, initialInstanceCount: 2 }"

    static func destination(_ properties: String) -> String {
        "version: 1\ndestinations: { s: { bucket: abc, \(properties) } }"
    }
    static func model(_ properties: String) -> String {
        "version: 1\nmodels: { M: { containers: [{ \(repository) }], \(properties) } }"
    }
    static func statement(_ properties: String) -> String { model("policyStatements: [{ \(properties) }]") }
    static func containers(_ containers: String...) -> String {
        "version: 1\nmodels: { M: { containers: [\(containers.map { "{ \($0) }" }.joined(separator: ", "))] } }"
    }
    static func container(_ properties: String) -> String { containers("\(repository), \(properties)") }
    static func image(_ source: String) -> String { containers("image: { \(source) }") }
    static func modelData(_ source: String) -> String { container("modelData: { \(source) }") }
    static func config(_ properties: String) -> String {
        models + "endpointConfigs: { C: { instanceProductionVariants: [\(mainVariant)], \(properties) } }"
    }
    static func variants(_ variants: String) -> String {
        models + "endpointConfigs: { C: { instanceProductionVariants: [\(variants)] } }"
    }
    static func components(_ properties: String) -> String {
        "version: 1\nendpointConfigs: { C: { executionRole: 'arn:aws:iam::123456789012:role/R', "
            + "instanceProductionVariants: [{ variantName: v, \(properties) }] } }"
    }
    static func registry(_ image: String) -> String {
        "version: 1\nmodels: { M: { containers: [{ image: { fromRegistry: { \(image) } } }], \(vpc) } }"
    }
    static func variant(_ properties: String) -> String { variants("{ model: M, variantName: v, \(properties) }") }
    static func serverless(_ variant: String, _ others: String = "tags: {}") -> String {
        models
            + "endpointConfigs: { C: { serverlessProductionVariant: { model: M, variantName: v, \(variant) }, \(others) } }"
    }
    static func endpoint(_ properties: String) -> String {
        config("asyncInference: {}") + "\nendpoints: { E: { endpointConfig: C, \(properties) } }"
    }
    static func existing(_ properties: String) -> String { "version: 1\nendpoints: { E: { \(properties) } }" }
    static func scaling(_ properties: String) -> String {
        endpoint("autoScaling: { v: { maxCapacity: 2, \(properties) } }")
    }
    static func alarm(_ properties: String) -> String {
        endpoint("alarms: { a: { threshold: 1, evaluationPeriods: 1, \(properties) } }")
    }
    static func deployment(_ properties: String) -> String { endpoint("deploymentConfig: { \(properties) }") }

    static let vpc = "vpc: { subnets: [subnet-1], securityGroupIds: [sg-1] }"
    static let ecr = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"
    static let arn = "arn:aws:sagemaker:eu-west-1:123456789012"
}
