import Assets
import Basics
import Manifests
import SageMaker
import Testing
import TestSupport

/// Templates name the image that was pushed, by its digest, and let models pull exactly its repository.
@Suite struct ImageReferenceTests {
    private static let digest = "sha256:" + String(repeating: "a", count: 64)
    private static let vpc = VpcConfig(subnets: ["subnet-1"], securityGroupIds: ["sg-1"])

    private func project(vpc: VpcConfig? = nil) -> Project {
        Project(models: ["M": Model(containers: [ContainerDefinition(image: .fromAsset("c"))], vpc: vpc)])
    }

    private func destination(
        repository: String? = "ml-images",
        account: String? = nil,
        registry: String? = nil,
        function: String? = nil
    ) throws -> Destination {
        let bucket = try S3Destination(
            bucket: "acme-ml-assets",
            prefix: "assets",
            region: "eu-west-1",
            repository: repository,
            account: account,
            registry: registry,
            repositoryCredentialsProviderArn: function
        )
        return try Destination(name: "staging", kind: .s3(bucket))
    }

    /// Returns references as if the image was pushed too.
    private func references(
        _ project: Project,
        _ destination: Destination,
        image uri: String? = nil
    ) throws -> References {
        var references = try project.published(to: destination)
        try references.change(AssetKey("c"), at: destination.name) { reference in
            reference.image = uri.map { ImageReference(digest: Self.digest, uri: "\($0)@\(Self.digest)") }
        }
        return references
    }

    private func container(_ template: CloudFormationTemplate) -> JSON? {
        template.json["Resources", "M", "Properties", "PrimaryContainer"]
    }

    @Test func pushedImageIsNamedByItsDigest() throws {
        let (project, destination) = (project(), try destination())
        let uri = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/ml-images"
        let references = try references(project, destination, image: uri)
        let input = SynthesisInput(project, destination: destination, references: references)
        let template = try CloudFormationTemplate(input)
        #expect(container(template)?["Image"] == .string("\(uri)@\(Self.digest)"))
        #expect(template.text.contains("arn:${AWS::Partition}:ecr:eu-west-1:123456789012:repository/ml-images\""))
        let terraform = try TerraformConfiguration(input)
        #expect(terraform.text.contains("\"\(uri)@\(Self.digest)\""))
        let boto = try BotoArguments(input, account: "123456789012")
        #expect(boto.text.contains("\"Image\": \"\(uri)@\(Self.digest)\""))
        #expect(try input.missingImages() == [])
    }

    @Test func imageThatWasNeverBuiltIsNamedByItsAddress() throws {
        let (project, destination) = (project(), try destination(account: "123456789012"))
        let references = try references(project, destination)
        let address = try #require(references[AssetKey("c"), "staging"]?.address)
        let uri = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/ml-images:\(address)"
        let input = SynthesisInput(project, destination: destination, references: references)
        let template = try CloudFormationTemplate(input)
        #expect(container(template)?["Image"] == .string(uri))
        let missing = try input.missingImages()
        #expect(missing.map(\.key) == [AssetKey("c")])
        #expect(missing.map(\.uri) == [uri])
    }

    /// An image that is copied from a local store, or to another repository, keeps its digest.
    @Test func digestTravelsToARepositoryThatIsAParameter() throws {
        let sub = "${AWS::AccountId}.dkr.ecr.${AWS::Region}.${AWS::URLSuffix}/${AssetRepository}@\(Self.digest)"
        let local = try references(project(), .local, image: "file:///srv/store/images")
        #expect(
            try container(CloudFormationTemplate(SynthesisInput(project(), references: local)))?["Image"]
                == ["Fn::Sub": .string(sub)]
        )
        let destination = try destination()
        let staged = try references(
            project(),
            destination,
            image: "123456789012.dkr.ecr.eu-west-1.amazonaws.com/ml-images"
        )
        let input = SynthesisInput(
            project(),
            destination: destination,
            references: staged,
            parameters: [.repository: nil]
        )
        let template = try CloudFormationTemplate(input)
        #expect(
            container(template)?["Image"] == [
                "Fn::Sub": .string(
                    "${AWS::AccountId}.dkr.ecr.eu-west-1.amazonaws.com/${AssetRepository}@\(Self.digest)"
                )
            ]
        )
    }

    @Test(arguments: [
        "123456789012.dkr.ecr.eu-west-1.amazonaws.com/other", "210987654321.dkr.ecr.eu-west-1.amazonaws.com/ml-images",
        "123456789012.dkr.ecr.us-east-1.amazonaws.com/ml-images", "registry.example.com/ml-images",
        "file:///srv/store/images",
    ])
    func imageOfAnotherRepositoryIsRefused(uri: String) throws {
        let destination = try destination(account: "123456789012")
        let references = try references(project(), destination, image: uri)
        let error = #expect(throws: SageMakerError.self) {
            try CloudFormationTemplate(SynthesisInput(project(), destination: destination, references: references))
        }
        #expect(
            error?.message
                == "the reference of asset 'c' at destination 'staging' has the image '\(uri)@\(Self.digest)', "
                + "which is not in this destination"
        )
        #expect(error?.hint == "run 'sageassets publish --destination staging'")
    }

    @Test func repositoryThatTheManifestNoLongerHasIsMissed() throws {
        let uri = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/ml-images"
        let destination = try destination(repository: nil)
        let references = try references(project(), destination, image: uri)
        #expect(throws: SageMakerError.noRepository(AssetKey("c"), destination: "staging")) {
            try CloudFormationTemplate(SynthesisInput(project(), destination: destination, references: references))
        }
    }
}

extension ImageReferenceTests {
    private static let function = "arn:aws:lambda:eu-west-1:123456789012:function:f"

    @Test(arguments: [nil, function])
    func registryIsReachedThroughTheVPC(function: String?) throws {
        let project = project(vpc: Self.vpc)
        let destination = try destination(registry: "registry.example.com:5000", function: function)
        let uri = "registry.example.com:5000/ml-images"
        let references = try references(project, destination, image: uri)
        let input = SynthesisInput(project, destination: destination, references: references)
        let template = try CloudFormationTemplate(input)
        #expect(container(template)?["Image"] == .string("\(uri)@\(Self.digest)"))
        let provider: JSON? = function.map { ["RepositoryCredentialsProviderArn": .string($0)] }
        #expect(
            container(template)?["ImageConfig"]
                == .object(compacting: ["RepositoryAccessMode": "Vpc", "RepositoryAuthConfig": provider])
        )
        #expect(!template.text.contains("ecr:"))
        #expect(template.text.contains("lambda:InvokeFunction") == (function != nil))
        let notPushed = try self.references(project, destination)
        let unbuilt = try CloudFormationTemplate(
            SynthesisInput(project, destination: destination, references: notPushed)
        )
        #expect(container(unbuilt)?["Image"].map { "\($0)".contains("\(uri):") } == true)
    }

    @Test func modelWithoutVPCCannotReachARegistry() throws {
        let destination = try destination(registry: "registry.example.com:5000")
        let error = #expect(throws: SageMakerError.self) { try project().template(for: destination) }
        #expect(
            error?.message == "models.M.containers[0].image.fromAsset: is published to 'registry.example.com:5000' by "
                + "destination 'staging', which SageMaker reaches through a VPC only"
        )
        #expect(error?.hint == "set the model's 'vpc', or use a repository of Amazon ECR")
        // Another destination may be the one that is deployed.
        var several = project()
        several = Project(destinations: [destination, .local], models: several.models)
        #expect(throws: Never.self) { try several.validate() }
    }
}
