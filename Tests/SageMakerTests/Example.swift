import Manifests
import SageMaker
import SystemPackage
import Testing
import TestSupport

/// An example manifest of the folder `Manifests`.
enum Example: String, CaseIterable, CustomTestStringConvertible {
    case quickstart
    case singleContainer = "examples/single-container"
    case inferencePipeline = "examples/inference-pipeline"
    case containerImages = "examples/container-images"
    case modelArtifacts = "examples/model-artifacts"
    case endpointConfig = "examples/endpoint-config"
    case serverless = "examples/serverless"
    case autoscaling = "examples/autoscaling"
    case asyncScaleToZero = "examples/async-scale-to-zero"
    case shadowVariant = "examples/shadow-variant"
    case dataCapture = "examples/data-capture"
    case multiModel = "examples/multi-model"
    case uncompressedModelData = "examples/uncompressed-model-data"
    case modelPackage = "examples/model-package"
    case privateRegistry = "examples/private-registry"
    case deepLearningContainer = "examples/deep-learning-container"
    case vpcIsolated = "examples/vpc-isolated"
    case instanceOptions = "examples/instance-options"
    case deployment = "examples/deployment"
    case alarms = "examples/alarms"
    case existingDefinitions = "examples/existing-definitions"
    case ownRoleAndPolicies = "examples/own-role-and-policies"
    case tagsAndEncryption = "examples/tags-and-encryption"

    static let folder = FilePath(#filePath).removingLastComponent().removingLastComponent().removingLastComponent()
        .appending("Manifests")

    static let schema = folder.appending("schema/sageassets.schema.json")

    var manifest: FilePath { Self.folder.appending("\(rawValue)/sageassets.yaml") }

    var testDescription: String { rawValue }

    func project() throws -> Project { try Project(yaml: try read(manifest), file: rawValue) }
}

extension Project {
    /// Returns the project's template as if all assets were published.
    func template(for destination: Destination = .local) throws -> CloudFormationTemplate {
        let references = try published(to: destination)
        return try CloudFormationTemplate(SynthesisInput(self, destination: destination, references: references))
    }
}

extension Destination {
    /// Returns a bucket with all properties that affect a template.
    static func staging() throws -> Destination {
        let bucket = try S3Destination(
            bucket: "acme-ml-assets",
            prefix: "assets",
            region: "eu-west-1",
            expectedBucketOwner: "123456789012",
            repository: "ml-images"
        )
        return try Destination(name: "staging", kind: .s3(bucket))
    }
}

/// Returns the content of a text file.
func read(_ path: FilePath) throws -> String {
    let file = try FileDescriptor.open(path, .readOnly)
    defer { try? file.close() }
    var bytes: [UInt8] = []
    let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 1)
    defer { buffer.deallocate() }
    while case let count = try file.read(into: buffer), count > 0 { bytes += buffer[..<count] }
    return String(decoding: bytes, as: UTF8.self)
}
