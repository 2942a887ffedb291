import Basics
import Hashing
import Manifests
import SageMaker
import Testing

/// The generated role of a model has only the permissions that the model needs.
@Suite struct ExecutionRoleTests {
    private func statements(_ template: CloudFormationTemplate, _ role: String) -> [JSON] {
        let policies = template.json["Resources", role, "Properties", "Policies"]?.elements ?? []
        return policies.flatMap { $0["PolicyDocument", "Statement"]?.elements ?? [] }
    }

    @Test func readPermissionsCoverOnlyTheModelsObjectsAndRepositories() throws {
        let template = try Example.singleContainer.project().template(for: .staging())
        let data = SHA256.hash("artifacts/greeter")
        let expected: [JSON] = [
            [
                "Action": "s3:GetObject", "Effect": "Allow",
                "Resource": ["Fn::Sub": .string("arn:${AWS::Partition}:s3:::acme-ml-assets/assets/\(data).tar.gz")],
            ],
            [
                "Action": ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
                "Effect": "Allow",
                "Resource": ["Fn::Sub": "arn:${AWS::Partition}:ecr:eu-west-1:123456789012:repository/ml-images"],
            ],
            ["Action": "ecr:GetAuthorizationToken", "Effect": "Allow", "Resource": "*"],
            [
                "Action": [
                    "logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents",
                ],
                "Effect": "Allow",
                "Resource": [
                    "Fn::Sub":
                        "arn:${AWS::Partition}:logs:${AWS::Region}:${AWS::AccountId}:log-group:/aws/sagemaker/*"
                ],
            ],
            [
                "Action": "cloudwatch:PutMetricData",
                "Condition": ["StringLike": ["cloudwatch:namespace": "/aws/sagemaker/*"]], "Effect": "Allow",
                "Resource": "*",
            ],
        ]
        #expect(statements(template, "PrimaryContainerModelRole") == expected)
    }

    @Test func roleOfAPipelineListsEachResourceOnce() throws {
        let container = ContainerDefinition(
            image: .fromEcrRepository(.name("repo")),
            modelData: .fromBucket("abc", "a.tar.gz")
        )
        let other = ContainerDefinition(image: .fromEcrRepository(.name("repo")), modelData: .fromBucket("abc", "b"))
        let project = Project(models: ["M": Model(containers: [container, other, container])])
        let resources = statements(try CloudFormationTemplate(SynthesisInput(project)), "MRole").map { $0["Resource"] }
        #expect(
            resources.prefix(2) == [
                [
                    ["Fn::Sub": "arn:${AWS::Partition}:s3:::abc/a.tar.gz"],
                    ["Fn::Sub": "arn:${AWS::Partition}:s3:::abc/b"],
                ],
                ["Fn::Sub": "arn:${AWS::Partition}:ecr:${AWS::Region}:${AWS::AccountId}:repository/repo"],
            ]
        )
    }

    @Test func onlySageMakerCanAssumeTheRole() throws {
        let template = try Example.singleContainer.project().template()
        let properties = template.json["Resources", "PrimaryContainerModelRole", "Properties"]
        let statements = properties?["AssumeRolePolicyDocument", "Statement"]?.elements
        #expect(
            statements == [
                [
                    "Action": "sts:AssumeRole", "Effect": "Allow",
                    "Principal": ["Service": "sagemaker.amazonaws.com"],
                ]
            ]
        )
    }

    @Test func givenRoleIsUsedWithoutGeneratingOne() throws {
        let role = "arn:aws:iam::123456789012:role/Mine"
        let container = ContainerDefinition(image: .fromEcrRepository(.name("repo")))
        let project = Project(models: ["M": Model(containers: [container], role: role)])
        let resources = try CloudFormationTemplate(SynthesisInput(project)).json["Resources"]
        #expect(resources?.keys == ["M"])
        #expect(resources?["M", "Properties", "ExecutionRoleArn"] == .string(role))
    }

    /// Returns the statements of a model's role by action, in a project with an endpoint configuration that serves it.
    private func grants(_ container: ContainerDefinition, _ config: EndpointConfig? = nil) throws -> [String: JSON] {
        var project = Project(models: ["M": Model(containers: [container])])
        if let config { project.endpointConfigs["C"] = config }
        let statements = statements(try project.template(), "MRole")
        return Dictionary(
            statements.map { ($0["Action"]?.compact ?? "", $0) },
            uniquingKeysWith: { first, _ in first }
        )
    }

    private static let image = ContainerImage.fromEcrRepository(.name("repo"))
    private static let key = "arn:aws:kms:eu-west-1:123456789012:key/0f3a1c52"

    @Test func objectsBelowAPrefixAreReadAndListed() throws {
        let data = ModelData.fromBucket("abc", "models/a/", compression: .none, encryptionKey: Self.key)
        let grants = try grants(ContainerDefinition(image: Self.image, modelData: data))
        #expect(
            grants["\"s3:GetObject\""]?["Resource"] == ["Fn::Sub": "arn:${AWS::Partition}:s3:::abc/models/a/*"]
        )
        let list = grants["\"s3:ListBucket\""]
        #expect(list?["Resource"] == ["Fn::Sub": "arn:${AWS::Partition}:s3:::abc"])
        #expect(list?["Condition"] == ["StringLike": ["s3:prefix": "models/a/*"]])
        #expect(grants["\"kms:Decrypt\""]?["Resource"] == .string(Self.key))
    }

    /// IAM refuses characters above U+00FF, which keys of objects may have.
    @Test(arguments: [("é/m.tar.gz", "é/m.tar.gz"), ("模型/v1/日m.tar.gz", "*/v1/*m.tar.gz"), ("a*b", "a${!*}b")])
    func keysOfObjectsAreMatchedByWhatPoliciesCanSay(key: String, pattern: String) throws {
        let data = ModelData.fromBucket("abc", key)
        let grants = try grants(ContainerDefinition(image: Self.image, modelData: data))
        let resource: JSON = ["Fn::Sub": .string("arn:${AWS::Partition}:s3:::abc/\(pattern)")]
        #expect(grants["\"s3:GetObject\""]?["Resource"] == resource)
    }

    @Test func writePermissionsCoverCapturesDumpsAndResponses() throws {
        var variant = InstanceProductionVariant(model: "M", variantName: "v")
        variant.coreDump = CoreDump(destinationS3Uri: "s3://dumps/d")
        let config = EndpointConfig(
            .instances([variant]),
            dataCapture: DataCapture(
                destinationS3Uri: "s3://captures/c",
                initialSamplingPercentage: 1,
                encryptionKey: "alias/captures"
            ),
            asyncInference: AsyncInference(
                outputPath: "s3://answers",
                successTopic: "arn:aws:sns:eu-west-1:123456789012:answers"
            )
        )
        let grants = try grants(ContainerDefinition(image: Self.image), config)
        let resources = grants["\"s3:PutObject\""]?["Resource"]?.elements.map { $0["Fn::Sub"] }
        #expect(
            resources == ["captures/c/*", "answers/*", "dumps/d/*"].map { .string("arn:${AWS::Partition}:s3:::\($0)") }
        )
        let topic: JSON = "arn:aws:sns:eu-west-1:123456789012:answers"
        #expect(grants["\"sns:Publish\""]?["Resource"] == topic)
        // Resources of a policy name keys only by id; an alias is a condition.
        let encrypt = grants["[\"kms:Decrypt\",\"kms:GenerateDataKey\"]"]
        #expect(encrypt?["Condition"] == ["ForAnyValue:StringEquals": ["kms:ResourceAliases": "alias/captures"]])
    }

    @Test func endpointsOfOtherModelsAddNoPermissions() throws {
        let container = ContainerDefinition(image: Self.image)
        let capture = DataCapture(destinationS3Uri: "s3://captures", initialSamplingPercentage: 1)
        let variant = InstanceProductionVariant(model: "Other", variantName: "v")
        let project = Project(
            models: ["M": Model(containers: [container]), "Other": Model(containers: [container])],
            endpointConfigs: ["C": EndpointConfig(.instances([variant]), dataCapture: capture)]
        )
        let template = try project.template()
        #expect(!JSON.array(statements(template, "MRole")).compact.contains("captures"))
        #expect(JSON.array(statements(template, "OtherRole")).compact.contains("captures"))
    }
}
