import Basics
import Hashing
import Manifests
import SageMaker
import Testing
import TestSupport

/// Parameters of templates, with which one template serves several stacks.
@Suite struct ParameterTests {
    private static let project = Project(models: [
        "M": Model(containers: [ContainerDefinition(image: .fromAsset("c"), modelData: .fromAsset("m"))])
    ])

    private static func template(
        _ destination: Destination,
        _ parameters: [Parameter: String?]
    ) throws -> CloudFormationTemplate {
        let input = SynthesisInput(
            project,
            destination: destination,
            references: try project.published(to: destination),
            parameters: parameters
        )
        return try CloudFormationTemplate(input)
    }

    @Test func valuesOfTheDestinationBecomeParametersOnRequest() throws {
        let json = try Self.template(.staging(), [.bucket: nil, .repository: "other"]).json
        #expect(json["Parameters"]?.keys == ["AssetBucket", "AssetRepository"])
        // The default is the destination's value unless another is given.
        #expect(json["Parameters", "AssetBucket", "Default"] == "acme-ml-assets")
        #expect(json["Parameters", "AssetRepository", "Default"] == "other")
        let container = json["Resources", "M", "Properties", "PrimaryContainer"]
        let (image, data) = (SHA256.hash("c"), SHA256.hash("m"))
        #expect(container?["ModelDataUrl"] == ["Fn::Sub": .string("s3://${AssetBucket}/assets/\(data).tar.gz")])
        #expect(
            container?["Image"]
                == ["Fn::Sub": .string("123456789012.dkr.ecr.eu-west-1.amazonaws.com/${AssetRepository}:\(image)")]
        )
    }

    @Test func parametersOfALocalStoreHaveOnlyGivenDefaults() throws {
        let parameters = try Self.template(.local, [:]).json["Parameters"]
        #expect(parameters?["AssetBucket", "Default"] == nil)
        #expect(parameters?["AssetPrefix", "Default"] == "")
        let given = try Self.template(.local, [.bucket: "my-bucket"]).json["Parameters"]
        #expect(given?["AssetBucket", "Default"] == "my-bucket")
    }

    @Test func outputsContainNamesAndARNsOfEndpoints() throws {
        let outputs = try Example.endpointConfig.project().template().json["Outputs"]
        #expect(outputs?["EndpointName", "Value"] == ["Fn::GetAtt": ["Endpoint", "EndpointName"]])
        #expect(outputs?["EndpointArn", "Value"] == ["Ref": "Endpoint"])
    }

    @Test(arguments: [("name", "cn-north-1", "727897471807"), ("name", "ap-south-2", "772153158452")])
    func deepLearningContainerIsInTheAccountOfTheRegion(repository: String, region: String, account: String) throws {
        let model = Model(containers: [ContainerDefinition(image: .fromDlc(repository, "1.0"))])
        let project = Project(models: ["M": model])
        let bucket = try S3Destination(bucket: "abc", region: region)
        let known = try project.template(for: try Destination(name: "d", kind: .s3(bucket))).text
        #expect(known.contains("\(account).dkr.ecr.\(region)."))
        // If the region is known only at deployment, so is the account.
        let unknown = try project.template().json
        #expect(unknown["Mappings", "DeepLearningContainers", region, "Account"] == .string(account))
        let image = unknown["Resources", "M", "Properties", "PrimaryContainer", "Image", "Fn::Sub"]?.elements
        #expect(image?.last?.keys == ["DeepLearningAccount"])
    }
}
