import Assets
import Hashing
import Manifests
import SageMaker
import SystemPackage
import Testing

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
    /// Returns references as if all assets were published to a destination, with digests of the keys as addresses.
    func published(to destination: Destination) throws -> References {
        let assets = assets.map { asset in
            let address = SHA256.hash(asset.key.description)
            let ending =
                if case .modelData(let options) = asset.source.options, options.compression == .none { "/" } else {
                    ".tar.gz"
                }
            let uri =
                switch destination.kind {
                case .local: "file:///srv/store/\(address)\(ending)"
                case .s3(let s3): "s3://\(s3.bucket)/\(s3.prefix)\(address)\(ending)"
                }
            let object = ObjectReference(checksum: .fullObject(address), size: 1, uri: uri)
            let reference =
                switch asset.kind {
                case .image: PublishedReference(context: object)
                case .modelData: PublishedReference(modelData: object)
                }
            return PublishedAsset(key: asset.key, kind: asset.kind, address: address, reference: reference)
        }
        return References().merging(assets, destination: destination.name)
    }

    /// Returns the project's template as if all assets were published.
    func template(for destination: Destination = .local) throws -> CloudFormationTemplate {
        try CloudFormationTemplate(self, destination: destination, references: try published(to: destination))
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
