internal import Manifests

/// The role that is made for a model: what SageMaker needs to run it, and nothing else.
///
/// Source: "CreateModel API: Execution Role Permissions" in the Amazon SageMaker Developer Guide, with the resources
/// that the model has in the place of `*`.
struct ExecutionRole: Sendable, Hashable {
    let statements: [PolicyStatementValue]
    let managedPolicies: [String]

    /// The role's id in the template, from its model's.
    static func resourceID(of model: String) -> ResourceID { model + "Role" }

    /// Who may take the role on.
    static let trustPolicy: TemplateValue = [
        "Statement": [
            ["Action": "sts:AssumeRole", "Effect": "Allow", "Principal": ["Service": "sagemaker.amazonaws.com"]]
        ],
        "Version": "2012-10-17",
    ]

    /// Derives a role.
    ///
    /// - Parameters:
    ///   - model: The model that it is for.
    ///   - containers: The model's containers, with their places.
    ///   - endpointConfigs: Those that serve the model: what they keep is written with its role.
    ///   - locations: Where the assets are.
    init(
        of model: Model,
        containers: [LocatedContainer],
        endpointConfigs: [EndpointConfig],
        locations: AssetLocations
    ) {
        var grants = Grants()
        for container in containers { grants.read(container, assetKey: locations.encryptionKey) }
        for config in endpointConfigs { grants.write(config) }
        if model.vpc != nil { grants.allow(Grants.networkInterfaces, on: ["*"]) }
        grants.log()
        statements = grants.statements + model.policyStatements.map(PolicyStatementValue.init)
        managedPolicies = model.managedPolicies
    }
}

/// The permissions of a role, each action and resource once.
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
    mutating func read(_ container: LocatedContainer, assetKey: String?) {
        for location in container.objectLocations {
            allow(["s3:GetObject"], on: [location.arn])
            if location.isPrefix {
                // What is below a prefix is found by listing it.
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
            // A token is for the whole registry: this action knows no resources.
            allow(["ecr:GetAuthorizationToken"], on: ["*"])
        }
        if case .vpc(let provider?) = container.definition.image.registryAccess {
            allow(["lambda:InvokeFunction"], on: ["\(provider)"])
        }
    }

    /// Allows writing where an endpoint configuration keeps captures, dumps and responses.
    mutating func write(_ config: EndpointConfig) {
        let variants = config.instanceProductionVariants + config.shadowProductionVariants
        let dumps = variants.compactMap(\.coreDump)
        let async = config.asyncInference
        let places: [(uri: String?, key: String?)] =
            [
                (config.dataCapture?.destinationS3Uri, config.dataCapture?.encryptionKey),
                (async?.outputPath, async?.encryptionKey), (async?.failurePath, async?.encryptionKey),
            ] + dumps.map { ($0.destinationS3Uri, $0.encryptionKey) }
        for (uri, key) in places {
            guard let uri, let location = ObjectLocation(prefixURI: uri) else { continue }
            allow(["s3:PutObject"], on: [location.arn])
            if let key { encrypt(with: key) }
        }
        let topics = [async?.successTopic, async?.errorTopic].compactMap { $0 }
        if !topics.isEmpty { allow(["sns:Publish"], on: topics.map { "\($0)" }) }
    }

    /// A key, by its id, its alias or its ARN.
    private mutating func encrypt(with key: String) {
        let actions = ["kms:Decrypt", "kms:GenerateDataKey"]
        let keys: Substitution = "arn:\(.partition):kms:\(.region):\(.account):key/"
        guard let alias = key.firstRange(of: "alias/").map({ key[$0.lowerBound...] }) else {
            return allow(actions, on: [key.hasPrefix("arn:") ? "\(key)" : "\(keys)\(key)"])
        }
        // A policy names keys by their ids only; what is called by an alias now is told by a condition.
        let aliases: [Substitution] = ["\(String(alias))"]
        allow(actions, on: ["\(keys)*"], where: ["ForAnyValue:StringEquals": ["kms:ResourceAliases": aliases]])
    }

    /// Allows the logs and metrics that every endpoint writes.
    mutating func log() {
        allow(
            ["logs:CreateLogGroup", "logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"],
            on: ["arn:\(.partition):logs:\(.region):\(.account):log-group:/aws/sagemaker/*"]
        )
        // This action knows no resources; its namespaces can be limited.
        let namespaces: [Substitution] = ["/aws/sagemaker/*"]
        allow(["cloudwatch:PutMetricData"], on: ["*"], where: ["StringLike": ["cloudwatch:namespace": namespaces]])
    }
}
