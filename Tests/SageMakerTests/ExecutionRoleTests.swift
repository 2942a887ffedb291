import Basics
import Hashing
import Manifests
import SageMaker
import Testing

/// The role made for a model can do what the model needs, and nothing else.
@Suite struct ExecutionRoleTests {
    private func statements(_ template: CloudFormationTemplate, _ role: String) -> [JSON] {
        let policies = template.json["Resources", role, "Properties", "Policies"]?.elements ?? []
        return policies.flatMap { $0["PolicyDocument", "Statement"]?.elements ?? [] }
    }

    @Test func itReadsExactlyTheModelsObjectsAndPullsExactlyItsRepositories() throws {
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

    @Test func aPipelinesRoleNamesEachResourceOnce() throws {
        let container = ContainerDefinition(
            image: .fromEcrRepository(.name("repo")),
            modelData: .fromBucket("abc", "a.tar.gz")
        )
        let other = ContainerDefinition(image: .fromEcrRepository(.name("repo")), modelData: .fromBucket("abc", "b"))
        let project = Project(models: ["M": Model(containers: [container, other, container])])
        let resources = statements(try CloudFormationTemplate(project), "MRole").map { $0["Resource"] }
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

    @Test func onlySageMakerTakesItOn() throws {
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

    @Test func aRoleThatIsGivenIsUsedAndNoneIsMade() throws {
        let role = "arn:aws:iam::123456789012:role/Mine"
        let container = ContainerDefinition(image: .fromEcrRepository(.name("repo")))
        let project = Project(models: ["M": Model(containers: [container], role: role)])
        let resources = try CloudFormationTemplate(project).json["Resources"]
        #expect(resources?.keys == ["M"])
        #expect(resources?["M", "Properties", "ExecutionRoleArn"] == .string(role))
    }
}
