internal import AWSNames
internal import Basics

/// Writes resources as the sections of a CloudFormation template.
///
/// Source: "AWS resource and property types reference" in the AWS CloudFormation User Guide.
struct CloudFormationWriter {
    private let graph: ResourceGraph

    init(_ graph: ResourceGraph) {
        self.graph = graph
    }

    /// Returns the `Resources` section.
    func resources() throws(SageMakerError) -> [String: JSON] {
        var resources: [String: JSON] = [:]
        for resource in graph.resources { resources[resource.id] = try json(resource) }
        return resources
    }

    /// Returns the `Outputs` section: the names and ARNs of the endpoints, which callers need.
    func outputs() -> [String: JSON] {
        var outputs: [String: JSON] = [:]
        for id in graph.endpoints {
            outputs[id + "Name"] = [
                "Description": .string("The name of endpoint \(id)"), "Value": reference(to: .name, of: id),
            ]
            outputs[id + "Arn"] = [
                "Description": .string("The ARN of endpoint \(id)"), "Value": reference(to: .arn, of: id),
            ]
        }
        return outputs
    }

    /// The `Mappings` section, which maps a region to the account of its Deep Learning Containers.
    static let deepLearningAccounts: JSON = [
        mapping: .object(DeepLearningAccounts.byRegion.mapValues { ["Account": .string($0)] })
    ]
    private static let mapping = "DeepLearningContainers"

    private func json(_ resource: Resource) throws(SageMakerError) -> JSON {
        switch resource.content {
        case .role(let role): json(role)
        case .policy(let statements, let roles):
            [
                "Properties": [
                    "PolicyDocument": write(PolicyStatementValue.document(statements)),
                    "PolicyName": .string(ResourceName.policy(resource.id)),
                    "Roles": .array(roles.map { .string($0) }),
                ],
                "Type": "AWS::IAM::Policy",
            ]
        case .request(let request):
            ["Properties": write(.object(try properties(request, of: resource.id))), "Type": .string(type(request))]
        }
    }

    private func json(_ role: ExecutionRole) -> JSON {
        [
            "Properties": .object(compacting: [
                "AssumeRolePolicyDocument": write(ExecutionRole.trustPolicy),
                "ManagedPolicyArns": role.managedPolicies.isEmpty
                    ? nil : .array(role.managedPolicies.map { .string($0) }),
                // Inside the role and not a separate resource, so that the model is created after its permissions.
                "Policies": [
                    ["PolicyDocument": write(PolicyStatementValue.document(role.statements)), "PolicyName": "Model"]
                ],
            ]),
            "Type": "AWS::IAM::Role",
        ]
    }

    private func type(_ request: Request) -> String {
        switch request.action {
        case .createModel: "AWS::SageMaker::Model"
        case .createEndpointConfig: "AWS::SageMaker::EndpointConfig"
        case .createEndpoint: "AWS::SageMaker::Endpoint"
        case .registerScalableTarget: "AWS::ApplicationAutoScaling::ScalableTarget"
        case .putScalingPolicy: "AWS::ApplicationAutoScaling::ScalingPolicy"
        case .putMetricAlarm: "AWS::CloudWatch::Alarm"
        }
    }

    /// Returns the properties of a resource: the request's parameters, except those that CloudFormation names
    /// differently.
    private func properties(_ request: Request, of id: ResourceID) throws(SageMakerError) -> [String: TemplateValue] {
        var properties = request.parameters
        if let target = request.scalableTarget {
            for name in ["ResourceId", "ScalableDimension", "ServiceNamespace"] { properties[name] = nil }
            properties["ScalingTargetId"] = "\(.attribute(.scalableTargetID, of: target))"
        }
        let containers = [properties["PrimaryContainer"]].compactMap { $0 } + (properties["Containers"]?.elements ?? [])
        if containers.contains(where: { $0.members["AdditionalModelDataSources"] != nil }) {
            throw .notInLanguage(language: .cloudFormation, property: "additionalModelData", definition: id)
        }
        return properties
    }

    private func write(_ value: TemplateValue) -> JSON { value.json { text(of: $0) } }

    private func reference(to attribute: ResourceAttribute, of id: ResourceID) -> JSON {
        guard let name = getAtt(attribute, of: id) else { return ["Ref": .string(id)] }
        return ["Fn::GetAtt": [.string(id), .string(name)]]
    }

    /// Returns the attribute's name for `Fn::GetAtt`, or nil if `Ref` returns the attribute.
    private func getAtt(_ attribute: ResourceAttribute, of id: ResourceID) -> String? {
        switch (graph.contents[id], attribute) {
        case (.role, .name): nil
        case (.role, _): "Arn"
        case (.request(let request), .name):
            request.action == .putMetricAlarm ? nil : request.action.nameParameter
        case (.request(let request), .arn):
            // `Ref` of an endpoint is its ARN.
            request.action == .putScalingPolicy ? "Arn" : nil
        case (_, _): nil
        }
    }

    /// Returns a text as a string if it has no variables, else as a reference or `Fn::Sub`.
    private func text(of substitution: Substitution) -> JSON {
        if let text = substitution.plainText { return .string(text) }
        switch substitution.soleVariable {
        case .attribute(let attribute, let id): return reference(to: attribute, of: id)
        case .deepLearningAccount: return Self.deepLearningAccount
        case .some(let variable): return ["Ref": .string(name(variable))]
        case nil: break
        }
        let text = substitution.parts.reduce(into: "") { text, part in
            switch part {
            case .text(let part): text += part.escapedForSub
            case .variable(let variable): text += "${\(name(variable))}"
            }
        }
        guard substitution.variables.contains(.deepLearningAccount) else { return ["Fn::Sub": .string(text)] }
        let account: JSON = .object([name(.deepLearningAccount): Self.deepLearningAccount])
        return ["Fn::Sub": [.string(text), account]]
    }

    private static let deepLearningAccount: JSON = [
        "Fn::FindInMap": [.string(mapping), ["Ref": "AWS::Region"], "Account"]
    ]

    private func name(_ variable: Substitution.Variable) -> String {
        switch variable {
        case .account: "AWS::AccountId"
        case .partition: "AWS::Partition"
        case .region: "AWS::Region"
        case .urlSuffix: "AWS::URLSuffix"
        case .deepLearningAccount: "DeepLearningAccount"
        case .parameter(let parameter): parameter.rawValue
        case .attribute(let attribute, let id): getAtt(attribute, of: id).map { "\(id).\($0)" } ?? id
        }
    }
}

extension String {
    /// The text with `${` escaped as `${!` for `Fn::Sub`.
    ///
    /// By Unicode scalars: to Swift, a brace followed by a combining accent is another character.
    fileprivate var escapedForSub: String {
        var escaped = UnicodeScalarView()
        for scalar in unicodeScalars {
            let isVariable = scalar == "{" && escaped.last == "$"
            escaped.append(scalar)
            if isVariable { escaped.append("!") }
        }
        return String(escaped)
    }
}

extension TemplateValue {
    /// The elements of a list; empty for any other value.
    var elements: [TemplateValue] { if case .list(let elements) = self { elements } else { [] } }
    /// The members of an object; empty for any other value.
    var members: [String: TemplateValue] { if case .object(let members) = self { members } else { [:] } }
}
