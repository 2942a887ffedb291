import Basics
import Hashing
import Manifests
import SageMaker
import Testing
import TestSupport

/// The arguments of boto3 calls, which have no variables.
@Suite struct BotoTests {
    private static let role = "arn:aws:iam::123456789012:role/Mine"

    /// Returns a project of a model, an endpoint configuration and an endpoint.
    private static func project(tag: String = "v1", role: String? = role, name: String? = nil) -> Project {
        let container = ContainerDefinition(image: .fromEcrRepository(.name("repo"), .tag(tag)))
        var endpoint = Endpoint(endpointConfig: "Config")
        endpoint.grantInvoke = ["caller"]
        return Project(
            models: ["Scorer": Model(containers: [container], modelName: name, role: role)],
            endpointConfigs: [
                "Config": EndpointConfig(instanceProductionVariants: [
                    InstanceProductionVariant(model: "Scorer", variantName: "v", instanceType: "ml.c5.large")
                ])
            ],
            endpoints: ["Endpoint": endpoint]
        )
    }

    private static func arguments(_ project: Project) throws -> JSON {
        try BotoArguments(SynthesisInput(project), region: "eu-west-1", account: "123456789012").json
    }

    private static func text(_ value: JSON?) -> String {
        if case .string(let text)? = value { text } else { "" }
    }

    @Test func callsReferToResourcesOfEarlierCalls() throws {
        let json = try Self.arguments(Self.project())
        let (model, config) = (
            Self.text(json["createModel", "Scorer", "ModelName"]),
            Self.text(json["createEndpointConfig", "Config", "EndpointConfigName"])
        )
        #expect(model.wholeMatch(of: /Scorer-[0-9a-f]{12}/) != nil)
        #expect(config.wholeMatch(of: /Config-[0-9a-f]{12}/) != nil)
        let variant = json["createEndpointConfig", "Config", "ProductionVariants"]?.elements.first
        #expect(variant?["ModelName"] == .string(model))
        let endpoint: JSON = ["EndpointConfigName": .string(config), "EndpointName": "Endpoint"]
        #expect(json["createEndpoint", "Endpoint"] == endpoint)
        #expect(
            json["createModel", "Scorer", "PrimaryContainer", "Image"]
                == "123456789012.dkr.ecr.eu-west-1.amazonaws.com/repo:v1"
        )
    }

    @Test func generatedNamesChangeWithTheContent() throws {
        let names = try ["v1", "v2"].map { tag in
            let json = try Self.arguments(Self.project(tag: tag))
            return (
                json["createModel", "Scorer", "ModelName"], json["createEndpointConfig", "Config", "EndpointConfigName"]
            )
        }
        #expect(names[0].0 != names[1].0)
        // The configuration refers to the new model and changes too, so that the endpoint is updated to it.
        #expect(names[0].1 != names[1].1)
        let again = try Self.arguments(Self.project())
        #expect(again["createModel", "Scorer", "ModelName"] == names[0].0)
    }

    @Test func givenNamesAreUsed() throws {
        let json = try Self.arguments(Self.project(name: "mine"))
        #expect(json["createModel", "Scorer", "ModelName"] == "mine")
    }

    @Test func modelUsesItsGeneratedRole() throws {
        let json = try Self.arguments(Self.project(role: nil))
        #expect(json["createRole", "ScorerRole", "RoleName"] == "ScorerRole")
        #expect(
            json["createModel", "Scorer", "ExecutionRoleArn"] == "arn:aws:iam::123456789012:role/ScorerRole"
        )
        #expect(Self.text(json["putRolePolicy", "ScorerRole", "PolicyDocument"]).contains(":repository/repo"))
    }

    @Test func invokePolicyAllowsTheEndpoint() throws {
        let json = try Self.arguments(Self.project())
        let policy = json["putRolePolicy", "EndpointInvokePolicy"]
        #expect(policy?["RoleName"] == "caller")
        // An endpoint's ARN contains its name in lower case.
        let arn = "arn:aws:sagemaker:eu-west-1:123456789012:endpoint/endpoint"
        let document = Self.text(policy?["PolicyDocument"])
        #expect(document.contains("\"Resource\":\"\(arn)\""))
    }

    @Test(arguments: [nil, AsyncInference(outputPath: "s3://my-bucket/out")])
    func invokePolicyAllowsAsynchronousRequestsOfAnAsynchronousEndpoint(async: AsyncInference?) throws {
        var project = Self.project()
        project.endpointConfigs["Config"]?.asyncInference = async
        let policy = try Self.arguments(project)["putRolePolicy", "EndpointInvokePolicy", "PolicyDocument"]
        let both = #"["sagemaker:InvokeEndpoint","sagemaker:InvokeEndpointAsync"]"#
        let actions = async == nil ? #""sagemaker:InvokeEndpoint""# : both
        #expect(Self.text(policy).contains("\"Action\":\(actions),"))
    }

    /// IAM takes no characters beyond Latin-1 in a policy's text: a wildcard stands for them.
    @Test func policyOfForeignKeysHasAPattern() throws {
        let data = ModelData.fromBucket("my-bucket", "модель🙂é.tar.gz")
        let container = ContainerDefinition(image: .fromEcrRepository(.name("repo")), modelData: data)
        let json = try Self.arguments(Project(models: ["M": Model(containers: [container])]))
        let document = Self.text(json["putRolePolicy", "MRole", "PolicyDocument"])
        let key = #"*\u00e9.tar.gz"#
        #expect(document.contains(#""Resource":"arn:aws:s3:::my-bucket/\#(key)""#))
        #expect(Self.text(json["createModel", "M", "PrimaryContainer", "ModelDataUrl"]).hasSuffix("/модель🙂é.tar.gz"))
    }

    @Test func missingValuesAreReported() throws {
        let error = #expect(throws: SageMakerError.self) { try BotoArguments(SynthesisInput(Self.project())) }
        #expect(error == .missingValues(["AWS::AccountId", "AWS::Region"]))
        #expect(error?.message == "missing values: AWS::AccountId, AWS::Region")
        #expect(error?.hint == "pass --parameter AWS::AccountId=… --parameter AWS::Region=…")
        #expect(error?.exitStatus == .usage)
    }

    @Test func localStoreIsReplacedByParameters() throws {
        let container = ContainerDefinition(image: .fromAsset("c"), modelData: .fromAsset("m"))
        let role = "arn:aws-cn:iam::123456789012:role/Mine"
        let project = Project(models: ["M": Model(containers: [container], role: role)])
        let input = SynthesisInput(
            project,
            references: try project.published(to: .local),
            parameters: [.bucket: "my-bucket", .repository: "images"]
        )
        let json = try BotoArguments(input, region: "cn-north-1", account: "123456789012").json
        let created = json["createModel", "M", "PrimaryContainer"]
        #expect(created?["ModelDataUrl"] == .string("s3://my-bucket/\(SHA256.hash("m")).tar.gz"))
        #expect(
            created?["Image"]
                == .string("123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn/images:\(SHA256.hash("c"))")
        )
    }
}
