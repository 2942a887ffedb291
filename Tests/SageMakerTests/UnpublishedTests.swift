import Assets
import Basics
import Manifests
import SageMaker
import Testing
import TestSupport

/// A template is created only from published assets.
@Suite struct UnpublishedTests {
    @Test func unpublishedAssetsAreReported() throws {
        let project = try Example.singleContainer.project()
        let error = #expect(throws: SageMakerError.self) { try CloudFormationTemplate(SynthesisInput(project)) }
        #expect(
            error
                == .notPublished(
                    ["artifacts/greeter", "containers/greeter"].map { AssetKey($0) },
                    destination: "local"
                )
        )
        #expect(
            error?.description
                == "assets 'artifacts/greeter', 'containers/greeter' are not published to destination 'local'; "
                + "run 'sageassets publish --destination local'"
        )
        #expect(error?.exitStatus == .failed)
    }

    @Test func additionalModelDataIsAnAsset() {
        let container = ContainerDefinition(
            image: .fromEcrRepository(.name("repo")),
            modelData: .fromAsset("base"),
            additionalModelData: ["adapter": .fromAsset("adapter"), "other": .fromBucket("my-bucket", "a.tar.gz")]
        )
        let project = Project(models: ["M": Model(containers: [container])])
        #expect(project.assets.map(\.key) == [AssetKey("adapter"), AssetKey("base")])
    }

    @Test func publicationToAnotherDestinationDoesNotCount() throws {
        let project = try Example.singleContainer.project()
        let staging = try Destination.staging()
        let published = try project.published(to: staging)
        let key = AssetKey("containers/greeter")
        var references = try project.published(to: .local)
        references.update(
            try #require(published[AssetKey("artifacts/greeter"), "staging"]),
            of: AssetKey("artifacts/greeter"),
            at: "staging"
        )
        #expect(throws: SageMakerError.notPublished([key], destination: "staging")) {
            try CloudFormationTemplate(SynthesisInput(project, destination: staging, references: references))
        }
    }

    @Test func imageRequiresARepository() throws {
        let project = Project(models: ["M": Model(containers: [ContainerDefinition(image: .fromAsset("c"))])])
        let bucket = try Destination(name: "bare", kind: .s3(S3Destination(bucket: "abc")))
        let error = #expect(throws: SageMakerError.self) { try project.template(for: bucket) }
        #expect(error == .noRepository(AssetKey("c"), destination: "bare"))
        #expect(error?.hint == "set 'repository' in destinations.bare")
    }

    @Test func modelDataMustBeAGzippedTar() throws {
        let image = ContainerImage.fromEcrRepository(.name("repo"))
        let container = ContainerDefinition(image: image, modelData: .fromAsset("model.onnx"))
        let project = Project(models: ["M": Model(containers: [container])])
        var references = try project.published(to: .local)
        let key = AssetKey("model.onnx")
        try references.change(key, at: "local") { $0.object.uri = "file:///srv/store/\($0.address).onnx" }
        let error = #expect(throws: SageMakerError.self) {
            try CloudFormationTemplate(SynthesisInput(project, references: references))
        }
        #expect(error == .notGzippedTar(key))
        #expect(error?.exitStatus == .invalid)
    }

    private static let otherAddress = String(repeating: "a", count: 64)

    @Test(arguments: [
        "s3://bucket/key.tar.gz", "file:///srv/store/other.tar.gz", "x", ".sageassets/store/\(otherAddress).tar.gz",
    ])
    func referenceToAnotherStoreIsRefused(uri: String) throws {
        let image = ContainerImage.fromEcrRepository(.name("repo"))
        let container = ContainerDefinition(image: image, modelData: .fromAsset("m"))
        let project = Project(models: ["M": Model(containers: [container])])
        var references = try project.published(to: .local)
        try references.change(AssetKey("m"), at: "local") { $0.object.uri = uri }
        let error = #expect(throws: SageMakerError.self) {
            try CloudFormationTemplate(SynthesisInput(project, references: references))
        }
        #expect(error?.message.contains("'\(uri)'") == true)
    }

    @Test func publicationToAnotherBucketIsRefused() throws {
        let image = ContainerImage.fromEcrRepository(.name("repo"))
        let container = ContainerDefinition(image: image, modelData: .fromAsset("m"))
        let project = Project(models: ["M": Model(containers: [container])])
        let references = try project.published(to: .staging())
        let moved = try Destination(name: "staging", kind: .s3(S3Destination(bucket: "other", prefix: "assets/")))
        let error = #expect(throws: SageMakerError.self) {
            try CloudFormationTemplate(SynthesisInput(project, destination: moved, references: references))
        }
        #expect(error?.message.hasSuffix("which is not in this destination") == true)
        #expect(error?.hint == "run 'sageassets publish --destination staging'")
    }

    @Test func destinationIsSelectedByName() throws {
        let project = Project(destinations: [try .staging(), .local])
        #expect(try project.destination(named: "local") == .local)
        #expect(throws: SageMakerError.severalDestinations(["local", "staging"])) { try project.destination() }
        let error = #expect(throws: SageMakerError.self) { try project.destination(named: "stagin") }
        #expect(error?.hint == "did you mean 'staging'?")
        #expect(error?.exitStatus == .usage)
        #expect(try Project().destination() == .local)
    }
}

extension References {
    /// Changes a publication, which must be there.
    mutating func change(
        _ key: AssetKey,
        at destination: String,
        _ change: (inout PublishedReference) -> Void
    ) throws {
        var reference = try #require(self[key, destination])
        change(&reference)
        update(reference, of: key, at: destination)
    }
}
