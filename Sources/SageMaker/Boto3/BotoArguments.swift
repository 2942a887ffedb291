internal import AWSNames
public import Basics
internal import Hashing

/// The keyword arguments of the boto3 calls that create a project: an object per operation, with a member per
/// definition.
///
/// The operations must be called in this order: `createRole`, `putRolePolicy`, `attachRolePolicy`, `createModel`,
/// `createEndpointConfig`, `createEndpoint`, `registerScalableTarget`, `putScalingPolicy`, `putMetricAlarm`. A model or
/// an endpoint configuration without a given name gets one with a digest of its content, so that a changed definition
/// is created beside the old one.
public struct BotoArguments: Sendable, Hashable {
    /// The arguments by operation and definition.
    public let json: JSON

    /// The arguments' text: JSON with two spaces of indentation and a newline at the end.
    public var text: String { json.indented.escapedAsJSON }

    /// Creates the arguments.
    ///
    /// - Parameters:
    ///   - input: The definitions and the published assets.
    ///   - region: The region of the calls; nil for the destination's.
    ///   - account: The account of the calls; required if a role is created.
    /// - Throws: `SageMakerError.missingValues` with the names of all values that are missing; otherwise as
    ///   `CloudFormationTemplate`.
    public init(
        _ input: SynthesisInput,
        region: String? = nil,
        account: String? = nil
    ) throws(SageMakerError) {
        let graph = try ResourceGraph(input, region: region, account: account)
        var values: [Substitution.Variable: String] = [:]
        for (parameter, value) in graph.parameterValues { values[.parameter(parameter)] = value }
        values[.account] = account
        if let region = region ?? graph.region {
            values[.region] = region
            values[.partition] = Partition(ofRegion: region).rawValue
            values[.urlSuffix] = Partition(ofRegion: region).dnsSuffix
            values[.deepLearningAccount] = DeepLearningAccounts.byRegion[region]
        }
        var writer = BotoWriter(values)
        for resource in graph.resources { try writer.add(resource) }
        guard writer.missing.isEmpty else { throw .missingValues(writer.missing) }
        json = .object(writer.operations.mapValues { .object($0) })
    }
}

/// Writes resources as the arguments of calls; each resource is added after those that it uses.
private struct BotoWriter {
    private(set) var operations: [String: [String: JSON]] = [:]
    /// The names of the `--parameter` arguments whose values are missing.
    private(set) var missing: [String] = []
    private var values: [Substitution.Variable: String]

    init(_ values: [Substitution.Variable: String]) {
        self.values = values
    }

    mutating func add(_ resource: Resource) throws(SageMakerError) {
        switch resource.content {
        case .role(let role): add(role, id: resource.id)
        case .policy(let statements, let roles):
            for role in roles {
                let id = roles.count == 1 ? resource.id : resource.id + ResourceName.part(role)
                putPolicy(statements, name: ResourceName.policy(resource.id), role: role, id: id)
            }
        case .request(let request): add(request, id: resource.id)
        }
    }

    private mutating func add(_ role: ExecutionRole, id: ResourceID) {
        // CreateRole, RoleName: at most 64 characters.
        let name = ResourceName.shortened(id, to: 64)
        values[.attribute(.name, of: id)] = name
        let arn: Substitution = "arn:\(.partition):iam::\(.account):role/\(name)"
        values[.attribute(.arn, of: id)] = text(arn)
        operations["createRole", default: [:]][id] = [
            "AssumeRolePolicyDocument": .string(write(ExecutionRole.trustPolicy).policyText), "RoleName": .string(name),
        ]
        putPolicy(role.statements, name: "Model", role: name, id: id)
        for (index, policy) in role.managedPolicies.enumerated() {
            operations["attachRolePolicy", default: [:]]["\(id)\(index + 1)"] = [
                "PolicyArn": .string(policy), "RoleName": .string(name),
            ]
        }
    }

    private mutating func putPolicy(_ statements: [PolicyStatementValue], name: String, role: String, id: String) {
        operations["putRolePolicy", default: [:]][id] = [
            "PolicyDocument": .string(write(PolicyStatementValue.document(statements)).policyText),
            "PolicyName": .string(name), "RoleName": .string(role),
        ]
    }

    private mutating func add(_ request: Request, id: ResourceID) {
        var request = request
        if let parameter = request.action.nameParameter, request.givenName == nil {
            request.parameters[parameter] = .text(makeName(of: request, id: id))
        }
        if case .text(let name) = request.givenName {
            values[.attribute(.name, of: id)] = text(name)
            let arn: Substitution =
                "arn:\(.partition):sagemaker:\(.region):\(.account):endpoint/\(text(name).lowercased())"
            switch request.action {
            case .createEndpoint where isKnown(arn): values[.attribute(.arn, of: id)] = text(arn)
            // A placeholder for the call's result: AWS generates a part of the ARN.
            case .putScalingPolicy: values[.attribute(.arn, of: id)] = "${putScalingPolicy.\(id).PolicyARN}"
            default: break
            }
        }
        operations[request.action.operation, default: [:]][id] = write(.object(request.parameters))
    }

    /// Returns a name for a resource without a given one; names of immutable resources depend on their content.
    private mutating func makeName(of request: Request, id: ResourceID) -> String {
        switch request.action {
        case .createModel, .createEndpointConfig:
            let digest = SHA256.hash(write(.object(request.parameters)).compact)
            // A name has at most 63 characters.
            return "\(id.prefix(50))-\(digest.description.prefix(12))"
        case .putMetricAlarm:
            return ResourceName.shortened(id, to: 255)
        default:
            return ResourceName.shortened(id, to: 63)
        }
    }

    private mutating func write(_ value: TemplateValue) -> JSON { value.json { .string(text($0)) } }

    private func isKnown(_ substitution: Substitution) -> Bool {
        substitution.variables.allSatisfy { values[$0] != nil }
    }

    private mutating func text(_ substitution: Substitution) -> String {
        var text = ""
        for part in substitution.parts {
            switch part {
            case .text(let part): text += part
            case .variable(let variable):
                if let value = values[variable] {
                    text += value
                } else if !missing.contains(variable.argument) {
                    missing.append(variable.argument)
                }
            }
        }
        return text
    }
}

extension Request.Action {
    fileprivate var operation: String {
        switch self {
        case .createModel: "createModel"
        case .createEndpointConfig: "createEndpointConfig"
        case .createEndpoint: "createEndpoint"
        case .registerScalableTarget: "registerScalableTarget"
        case .putScalingPolicy: "putScalingPolicy"
        case .putMetricAlarm: "putMetricAlarm"
        }
    }
}

extension Substitution.Variable {
    /// The name of the `--parameter` argument that sets the value.
    fileprivate var argument: String {
        switch self {
        case .account: "AWS::AccountId"
        case .region, .partition, .urlSuffix, .deepLearningAccount: "AWS::Region"
        case .parameter(let parameter): parameter.rawValue
        // Only an endpoint's ARN can be unknown, which contains account and region.
        case .attribute: "AWS::AccountId"
        }
    }
}
