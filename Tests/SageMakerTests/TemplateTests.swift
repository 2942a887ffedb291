import Assets
import AWSNames
import Basics
import Hashing
import Manifests
import SageMaker
import Testing
import TestSupport

@Suite struct TemplateTests {
    private static let repository = ContainerImage.fromEcrRepository(.name("repo"))

    private static func model(_ container: ContainerDefinition...) -> Project {
        Project(models: ["M": Model(containers: container)])
    }

    @Test func localStoreUsesParameters() throws {
        let template = try Example.singleContainer.project().template()
        let (image, data) = (SHA256.hash("containers/greeter"), SHA256.hash("artifacts/greeter"))
        #expect(template.json["Parameters"]?.keys == ["AssetBucket", "AssetPrefix", "AssetRepository"])
        #expect(
            template.json["Resources", "PrimaryContainerModel"]?.indented == """
                {
                  "Properties": {
                    "ExecutionRoleArn": {
                      "Fn::GetAtt": [
                        "PrimaryContainerModelRole",
                        "Arn"
                      ]
                    },
                    "PrimaryContainer": {
                      "Image": {
                        "Fn::Sub": "${AWS::AccountId}.dkr.ecr.${AWS::Region}.${AWS::URLSuffix}/${AssetRepository}:\(image)"
                      },
                      "ModelDataUrl": {
                        "Fn::Sub": "s3://${AssetBucket}/${AssetPrefix}\(data).tar.gz"
                      }
                    }
                  },
                  "Type": "AWS::SageMaker::Model"
                }

                """
        )
    }

    @Test func s3DestinationUsesPublishedObjects() throws {
        let template = try Example.singleContainer.project().template(for: .staging())
        let (image, data) = (SHA256.hash("containers/greeter"), SHA256.hash("artifacts/greeter"))
        #expect(template.json["Parameters"] == nil)
        let container = template.json["Resources", "PrimaryContainerModel", "Properties", "PrimaryContainer"]
        #expect(container?["ModelDataUrl"] == .string("s3://acme-ml-assets/assets/\(data).tar.gz"))
        #expect(container?["Image"] == .string("123456789012.dkr.ecr.eu-west-1.amazonaws.com/ml-images:\(image)"))
    }

    @Test func onlyUsedParametersAreDeclared() throws {
        func parameters(_ example: Example) throws -> [String]? {
            try example.project().template().json["Parameters"]?.keys
        }
        #expect(try parameters(.containerImages) == ["AssetRepository"])
        #expect(try parameters(.modelArtifacts) == ["AssetBucket", "AssetPrefix"])
        let input = SynthesisInput(Self.model(.init(image: Self.repository)))
        #expect(try CloudFormationTemplate(input).json["Parameters"] == nil)
    }

    @Test func singleContainerIsPrimaryAndSeveralAreAPipeline() throws {
        let one = try CloudFormationTemplate(SynthesisInput(Self.model(.init(image: Self.repository)))).json
        #expect(one["Resources", "M", "Properties"]?.keys == ["ExecutionRoleArn", "PrimaryContainer"])
        let pipeline = try Example.inferencePipeline.project().template().json
        let properties = pipeline["Resources", "InferencePipelineModel", "Properties"]
        #expect(properties?.keys == ["Containers", "ExecutionRoleArn"])
        #expect(
            properties?["Containers"]?.elements.map { $0["ContainerHostname"] } == [
                "preprocess", "predict", "postprocess",
            ]
        )
        #expect(properties?["Containers"]?.elements[1]["Environment"] == ["LOG_LEVEL": "info"])
    }

    @Test(arguments: [(2.0, "2"), (1, "1"), (0, "0"), (0.5, "0.5"), (1e6, "1000000")])
    func weightsAreWrittenWithoutRedundantFraction(weight: Double, text: String) throws {
        var project = Self.model(.init(image: Self.repository))
        project.endpointConfigs["C"] = EndpointConfig(instanceProductionVariants: [
            InstanceProductionVariant(model: "M", variantName: "v", initialVariantWeight: weight)
        ])
        let template = try CloudFormationTemplate(SynthesisInput(project))
        #expect(template.text.contains("\"InitialVariantWeight\": \(text),\n"))
    }

    @Test func endpointRefersToItsConfigurationAndModels() throws {
        let resources = try Example.endpointConfig.project().template().json["Resources"]
        let variants = resources?["EndpointConfig", "Properties", "ProductionVariants"]?.elements
        #expect(
            variants == [
                [
                    "InitialInstanceCount": 1, "InitialVariantWeight": .number(2), "InstanceType": "ml.t2.medium",
                    "ModelName": ["Fn::GetAtt": ["ModelA", "ModelName"]], "VariantName": "modelA",
                ],
                [
                    "InitialInstanceCount": 1, "InitialVariantWeight": .number(1), "InstanceType": "ml.c5.large",
                    "ModelName": ["Fn::GetAtt": ["ModelB", "ModelName"]], "VariantName": "variantB",
                ],
            ]
        )
        #expect(
            resources?["Endpoint", "Properties"] == [
                "EndpointConfigName": ["Fn::GetAtt": ["EndpointConfig", "EndpointConfigName"]]
            ]
        )
    }

    @Test func repositoryImagesHaveTheirURIs() throws {
        let resources = try Example.containerImages.project().template().json["Resources"]
        func image(_ model: String) -> JSON? { resources?[model, "Properties", "PrimaryContainer", "Image"] }
        #expect(
            image("ImageFromRepository") == [
                "Fn::Sub": "${AWS::AccountId}.dkr.ecr.${AWS::Region}.${AWS::URLSuffix}/greeter:v2"
            ]
        )
        #expect(
            image("ImageFromOtherAccount")
                == "123456789012.dkr.ecr.eu-west-1.amazonaws.com/team/greeter@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
        )
        #expect(image("ImageFromDirectory") != image("ImageFromDirectoryWithOptions"))
    }

    @Test(arguments: [
        ("cn-north-1", "amazonaws.com.cn"), ("us-gov-west-1", "amazonaws.com"), ("us-iso-east-1", "c2s.ic.gov"),
        ("us-isob-east-1", "sc2s.sgov.gov"), ("eusc-de-east-1", "amazonaws.eu"), ("ap-southeast-7", "amazonaws.com"),
    ])
    func imagesAreInTheDomainOfTheirPartition(region: String, suffix: String) throws {
        let arn = "arn:\(Partition(ofRegion: region).rawValue):ecr:\(region):123456789012:repository/repo"
        let project = Self.model(.init(image: .fromEcrRepository(.arn(arn), .tag("t"))))
        let json = try CloudFormationTemplate(SynthesisInput(project)).json
        #expect(
            json["Resources", "M", "Properties", "PrimaryContainer", "Image"]
                == .string("123456789012.dkr.ecr.\(region).\(suffix)/repo:t")
        )
    }

    @Test func onlyGivenPhysicalNamesAreWritten() throws {
        var project = Self.model(.init(image: Self.repository))
        project.models["M"]?.modelName = "my-model"
        project.endpointConfigs["C"] = EndpointConfig(
            instanceProductionVariants: [InstanceProductionVariant(model: "M", variantName: "v")],
            endpointConfigName: "my-config"
        )
        project.endpoints["E"] = Endpoint(endpointConfig: "C", endpointName: "my-endpoint")
        let resources = try CloudFormationTemplate(SynthesisInput(project)).json["Resources"]
        #expect(resources?["M", "Properties", "ModelName"] == "my-model")
        #expect(resources?["C", "Properties", "EndpointConfigName"] == "my-config")
        #expect(resources?["E", "Properties", "EndpointName"] == "my-endpoint")
        // A project without given names.
        let text = try Example.endpointConfig.project().template().json["Resources"]?.indented ?? ""
        #expect(!text.isEmpty && !text.contains("\"EndpointName\"") && !text.contains("\"RoleName\""))
    }

    @Test func textThatResemblesAVariableIsEscaped() throws {
        let project = Self.model(.init(image: Self.repository, modelData: .fromBucket("my-bucket", "a/${x}/*.tar.gz")))
        let resources = try CloudFormationTemplate(SynthesisInput(project)).json["Resources"]
        #expect(
            resources?["M", "Properties", "PrimaryContainer", "ModelDataUrl"] == "s3://my-bucket/a/${x}/*.tar.gz"
        )
        let arn = "arn:${AWS::Partition}:s3:::my-bucket/a/${!$}{x}/${!*}.tar.gz"
        #expect(try CloudFormationTemplate(SynthesisInput(project)).text.contains(arn))
    }
}
