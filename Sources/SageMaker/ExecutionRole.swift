internal import Basics

/// The role that is made for a model: what SageMaker needs to run it, and nothing else.
///
/// Source: "CreateModel API: Execution Role Permissions" in the Amazon SageMaker Developer Guide, with the resources
/// that the model has in the place of `*`.
struct ExecutionRole {
    let containers: [LocatedContainer]

    /// The role's id in the template, from its model's.
    static func logicalID(of model: String) -> String { model + "Role" }

    var json: JSON {
        [
            "Properties": [
                "AssumeRolePolicyDocument": [
                    "Statement": [
                        [
                            "Action": "sts:AssumeRole",
                            "Effect": "Allow",
                            "Principal": ["Service": "sagemaker.amazonaws.com"],
                        ]
                    ],
                    "Version": "2012-10-17",
                ],
                // Within the role, and not a resource of its own: the model cannot be made before its permissions.
                "Policies": [
                    [
                        "PolicyDocument": ["Statement": .array(statements), "Version": "2012-10-17"],
                        "PolicyName": "Model",
                    ]
                ],
            ],
            "Type": "AWS::IAM::Role",
        ]
    }

    private var statements: [JSON] {
        let objects = containers.compactMap(\.modelData?.arn)
        let repositories = containers.compactMap(\.image.repositoryARN)
        let logGroups: Substitution = "arn:\(.partition):logs:\(.region):\(.account):log-group:/aws/sagemaker/*"
        var statements: [JSON] = []
        if !objects.isEmpty {
            statements.append(allow(["s3:GetObject"], on: objects))
        }
        if !repositories.isEmpty {
            let pull = ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"]
            statements.append(allow(pull, on: repositories))
            // A token is for the whole registry: this action knows no resources.
            statements.append(allow(["ecr:GetAuthorizationToken"], on: ["*"]))
        }
        let log = ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
        statements.append(allow(log, on: [logGroups]))
        // Nor does this one; its namespaces can be limited.
        let namespace: JSON = ["StringLike": ["cloudwatch:namespace": "/aws/sagemaker/*"]]
        statements.append(allow(["cloudwatch:PutMetricData"], on: ["*"], condition: namespace))
        return statements
    }

    private func allow(_ actions: [String], on resources: [Substitution], condition: JSON? = nil) -> JSON {
        // Each once, in the containers' order.
        let resources = resources.reduce(into: [Substitution]()) { if !$0.contains($1) { $0.append($1) } }
        return .object(compacting: [
            "Action": actions.count == 1 ? .string(actions[0]) : .array(actions.map { .string($0) }),
            "Condition": condition,
            "Effect": "Allow",
            "Resource": resources.count == 1 ? resources[0].json : .array(resources.map(\.json)),
        ])
    }
}
