internal import Manifests

/// The generated execution role of a model, with only the permissions that SageMaker needs to run it.
///
/// Source: "CreateModel API: Execution Role Permissions" in the Amazon SageMaker Developer Guide, with the model's
/// resources in place of `*`.
struct ExecutionRole: Sendable, Hashable {
    let statements: [PolicyStatementValue]
    let managedPolicies: [String]

    /// Returns the id of a model's role in the template.
    static func resourceID(of model: String) -> ResourceID { model + "Role" }

    /// The trust policy, which allows only SageMaker to assume the role.
    static let trustPolicy: TemplateValue = [
        "Statement": [
            ["Action": "sts:AssumeRole", "Effect": "Allow", "Principal": ["Service": "sagemaker.amazonaws.com"]]
        ],
        "Version": "2012-10-17",
    ]

    /// Derives the role of a model.
    ///
    /// - Parameters:
    ///   - model: The model.
    ///   - containers: The model's containers with the locations of their image and data.
    ///   - endpointConfigs: The endpoint configurations that serve the model, whose captures, dumps and responses are
    ///     written with the model's role.
    init(of model: Model, containers: [LocatedContainer], endpointConfigs: [EndpointConfig]) {
        var grants = Grants()
        for container in containers { grants.read(container) }
        for config in endpointConfigs { grants.write(config) }
        grants.serve(model)
        statements = grants.statements + model.policyStatements.map(PolicyStatementValue.init)
        managedPolicies = model.managedPolicies
    }

    /// Returns the statements that the role of a model has whatever its containers and endpoints are.
    static func constantStatements(of model: Model) -> [PolicyStatementValue] {
        var grants = Grants()
        grants.serve(model)
        return grants.statements
    }
}

/// The permissions of a role, without duplicate actions and resources.
private struct Grants {
    private(set) var statements: [PolicyStatementValue] = []

    /// Source: "Give SageMaker AI hosted endpoints access to resources in your Amazon VPC" in the Developer Guide.
    static let networkInterfaces = [
        "ec2:CreateNetworkInterface", "ec2:CreateNetworkInterfacePermission", "ec2:DeleteNetworkInterface",
        "ec2:DeleteNetworkInterfacePermission", "ec2:DescribeDhcpOptions", "ec2:DescribeNetworkInterfaces",
        "ec2:DescribeSecurityGroups", "ec2:DescribeSubnets", "ec2:DescribeVpcs",
    ]

    private static let pull = [
        "ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer",
    ]

    mutating func allow(
        _ actions: [String],
        on resources: [Substitution],
        where conditions: [String: [String: [Substitution]]] = [:]
    ) {
        let found = statements.firstIndex { $0.actions == actions && $0.conditions == conditions }
        guard let found else {
            statements.append(PolicyStatementValue(actions: actions, resources: [], conditions: conditions))
            return allow(actions, on: resources, where: conditions)
        }
        for resource in resources where !statements[found].resources.contains(resource) {
            statements[found].resources.append(resource)
        }
    }

    /// Allows reading the image and the model data of a container.
    mutating func read(_ container: LocatedContainer) {
        for location in container.objectLocations {
            allow(["s3:GetObject"], on: [location.arn])
            if location.isPrefix {
                // SageMaker lists the objects below a prefix.
                allow(
                    ["s3:ListBucket"],
                    on: ["arn:\(.partition):s3:::\(location.bucket)"],
                    where: ["StringLike": ["s3:prefix": ["\(location.key.escapedForPolicy)*"]]]
                )
            }
            if let key = location.encryptionKey { allow(["kms:Decrypt"], on: ["\(key)"]) }
        }
        if let repository = container.image?.repositoryARN {
            allow(Self.pull, on: [repository])
            // A token is valid for the whole registry: this action does not support resource-level permissions.
            allow(["ecr:GetAuthorizationToken"], on: ["*"])
        }
        if case .vpc(let provider?) = container.registryAccess {
            allow(["lambda:InvokeFunction"], on: ["\(provider)"])
        }
    }

    /// Allows writing to the S3 locations and SNS topics of an endpoint configuration: captures, dumps and responses.
    mutating func write(_ config: EndpointConfig) {
        let variants = config.instanceProductionVariants + config.shadowProductionVariants
        let dumps = variants.compactMap(\.coreDump)
        let async = config.asyncInference
        let outputs: [(uri: String?, key: String?)] =
            [
                (config.dataCapture?.destinationS3Uri, config.dataCapture?.encryptionKey),
                (async?.outputPath, async?.encryptionKey), (async?.failurePath, async?.encryptionKey),
            ] + dumps.map { ($0.destinationS3Uri, $0.encryptionKey) }
        for (uri, key) in outputs {
            guard let uri, let location = ObjectLocation(prefixURI: uri) else { continue }
            allow(["s3:PutObject"], on: [location.arn])
            if let key { encrypt(with: key) }
        }
        let topics = [async?.successTopic, async?.errorTopic].compactMap { $0 }
        if !topics.isEmpty { allow(["sns:Publish"], on: topics.map { "\($0)" }) }
    }

    /// Allows encryption with a KMS key, given by id, alias or ARN.
    private mutating func encrypt(with key: String) {
        let actions = ["kms:Decrypt", "kms:GenerateDataKey"]
        let keys: Substitution = "arn:\(.partition):kms:\(.region):\(.account):key/"
        guard let alias = key.firstRange(of: "alias/").map({ key[$0.lowerBound...] }) else {
            return allow(actions, on: [key.hasPrefix("arn:") ? "\(key)" : "\(keys)\(key)"])
        }
        // A policy's resources name keys only by id; a condition restricts them to the key that has the alias.
        let aliases: [Substitution] = ["\(String(alias))"]
        allow(actions, on: ["\(keys)*"], where: ["ForAnyValue:StringEquals": ["kms:ResourceAliases": aliases]])
    }

    /// Allows what every endpoint does: it is in the model's network, and writes logs and metrics.
    mutating func serve(_ model: Model) {
        if model.vpc != nil { allow(Self.networkInterfaces, on: ["*"]) }
        allow(
            ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
            on: ["arn:\(.partition):logs:\(.region):\(.account):log-group:/aws/sagemaker/*"]
        )
        // This action does not support resource-level permissions; a condition restricts the namespaces.
        let namespaces: [Substitution] = ["/aws/sagemaker/*"]
        allow(["cloudwatch:PutMetricData"], on: ["*"], where: ["StringLike": ["cloudwatch:namespace": namespaces]])
    }
}
