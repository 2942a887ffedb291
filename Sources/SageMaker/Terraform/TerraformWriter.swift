internal import Basics

/// Writes resources as the `resource` blocks of a Terraform configuration.
///
/// Source: "JSON Configuration Syntax" in the Terraform Language Documentation.
struct TerraformWriter {
    /// The resources' arguments, by type and name.
    private(set) var resources: [String: [String: JSON]] = [:]
    /// The variables that the arguments use.
    private(set) var variables: Set<Substitution.Variable> = []
    private let contents: [ResourceID: Resource.Content]

    /// Writes all resources of a graph.
    init(_ graph: ResourceGraph) throws(SageMakerError) {
        contents = graph.contents
        for resource in graph.resources { try add(resource) }
    }

    private mutating func add(_ resource: Resource) throws(SageMakerError) {
        switch resource.content {
        case .role(let role):
            add(role, id: resource.id)
        case .policy(let statements, let roles):
            let document = policy(PolicyStatementValue.document(statements))
            for role in roles {
                // The resource's name contains the role's, so that adding another role leaves this policy unchanged.
                resources["aws_iam_role_policy", default: [:]][Self.name(resource.id, role)] = [
                    "name": .string(ResourceName.policy(resource.id)), "policy": document,
                    "role": .string(role.escapedForTemplate),
                ]
            }
        case .request(let request):
            try add(request, id: resource.id)
        }
    }

    private mutating func add(_ role: ExecutionRole, id: ResourceID) {
        let name = text("\(.attribute(.name, of: id))")
        resources["aws_iam_role", default: [:]][Self.name(id)] = [
            "assume_role_policy": policy(ExecutionRole.trustPolicy)
        ]
        resources["aws_iam_role_policy", default: [:]][Self.name(id)] = [
            "name": "Model", "policy": policy(PolicyStatementValue.document(role.statements)), "role": .string(name),
        ]
        for arn in role.managedPolicies {
            resources["aws_iam_role_policy_attachment", default: [:]][Self.name(id, arn)] = [
                "policy_arn": .string(arn.escapedForTemplate), "role": .string(name),
            ]
        }
    }

    private mutating func add(_ request: Request, id: ResourceID) throws(SageMakerError) {
        var arguments: [String: JSON] = [:]
        for (name, value) in try request.terraformArguments(id: id) { arguments[name] = write(value) }
        if let target = request.scalableTarget {
            // References to the target, so that it is created before its policies.
            for name in ["resource_id", "scalable_dimension", "service_namespace"] {
                arguments[name] = .string("${\(address(target)).\(name)}")
            }
        }
        let permissions = permissions(of: request)
        if !permissions.isEmpty { arguments["depends_on"] = .array(permissions.map { .string($0) }) }
        arguments["lifecycle"] = lifecycle(of: request)
        resources[request.action.terraformType, default: [:]][Self.name(id)] = .object(arguments)
    }

    /// Returns the `lifecycle` of a resource; nil for Terraform's default.
    ///
    /// An immutable resource is replaced. One with a generated name is created before the old one is destroyed, when
    /// nothing uses that any more. One with a given name comes back under the same name, which Terraform takes for no
    /// change in what uses it: that is replaced too. It cannot be created first, since Terraform would then create the
    /// named one first as well.
    private func lifecycle(of request: Request) -> JSON? {
        let names = request.parameters.values.flatMap(\.substitutions).flatMap(\.variables)
        let named = names.compactMap { variable -> ResourceID? in
            guard case .attribute(.name, let id) = variable, case .request(let other) = contents[id],
                other.isImmutable, other.givenName != nil
            else { return nil }
            return id
        }
        if !named.isEmpty {
            return ["replace_triggered_by": .array(Set(named.map(address)).sorted().map { .string($0) })]
        }
        return request.isImmutable && request.givenName == nil ? ["create_before_destroy": true] : nil
    }

    /// Returns the addresses of the policies of the roles that a request uses: SageMaker checks a role's permissions
    /// when the model is created.
    private func permissions(of request: Request) -> [String] {
        let variables = request.parameters.values.flatMap(\.substitutions).flatMap(\.variables)
        return variables.flatMap { variable -> [String] in
            guard case .attribute(_, let id) = variable, case .role(let role) = contents[id] else { return [] }
            let attachments = Set(role.managedPolicies).map { "aws_iam_role_policy_attachment.\(Self.name(id, $0))" }
            return ["aws_iam_role_policy.\(Self.name(id))"] + attachments.sorted()
        }
    }

    // MARK: Texts

    private mutating func write(_ value: TemplateValue) -> JSON { value.json { .string(text($0)) } }

    /// Returns a policy's text; no expression in it contains a quotation mark, which JSON would escape.
    private mutating func policy(_ document: TemplateValue) -> JSON { .string(write(document).policyText) }

    /// Returns a text in the template syntax.
    ///
    /// No user's text ends right before an expression, where a `$` at its end would escape the expression.
    private mutating func text(_ substitution: Substitution) -> String {
        variables.formUnion(substitution.variables)
        let parts = substitution.parts.map { part in
            switch part {
            case .text(let text): text.escapedForTemplate
            case .variable(let variable): "${\(expression(variable))}"
            }
        }
        return parts.joined()
    }

    private func expression(_ variable: Substitution.Variable) -> String {
        switch variable {
        case .account: "data.aws_caller_identity.current.account_id"
        case .partition: "data.aws_partition.current.partition"
        case .region: "data.aws_region.current.region"
        case .urlSuffix: "data.aws_partition.current.dns_suffix"
        case .deepLearningAccount: "local.\(Self.deepLearningAccounts)[\(expression(.region))]"
        case .parameter(let parameter): "var.\(parameter.variableName)"
        case .attribute(let attribute, let id): "\(address(id)).\(name(attribute, of: id))"
        }
    }

    /// The name of the local value with the accounts of AWS's Deep Learning Containers by region.
    static let deepLearningAccounts = "deep_learning_accounts"

    /// The types of the data sources that the arguments use, sorted.
    var dataSources: [String] {
        let types = variables.compactMap { variable in
            switch variable {
            case .account: "aws_caller_identity"
            case .partition, .urlSuffix: "aws_partition"
            case .region, .deepLearningAccount: "aws_region"
            case .parameter, .attribute: nil as String?
            }
        }
        return Set(types).sorted()
    }

    // MARK: Names

    /// Returns the address of a resource, for use in expressions.
    func address(_ id: ResourceID) -> String {
        switch contents[id] {
        case .request(let request): "\(request.action.terraformType).\(Self.name(id))"
        case .role, .policy, nil: "aws_iam_role.\(Self.name(id))"
        }
    }

    private func name(_ attribute: ResourceAttribute, of id: ResourceID) -> String {
        switch (attribute, contents[id]) {
        case (.name, .request(let request)): request.action.terraformName
        case (.name, _): "name"
        case (.arn, _): "arn"
        case (.scalableTargetID, _): "id"
        }
    }

    /// Returns a resource's name.
    ///
    /// - Parameters:
    ///   - id: The id of the definition, which contains no `_`.
    ///   - suffix: A text that distinguishes several resources of one id.
    static func name(_ id: ResourceID, _ suffix: String? = nil) -> String {
        // A name in Terraform does not begin with a digit.
        let name = id.first?.isNumber == true ? "_\(id)" : id
        return suffix.map { "\(name)_\(ResourceName.part($0))" } ?? name
    }
}

extension Request {
    /// Whether the resource cannot be changed, so that a change replaces it.
    fileprivate var isImmutable: Bool { [.createModel, .createEndpointConfig].contains(action) }
}

extension Parameter {
    /// The name of the variable in the configuration: `asset_bucket`.
    var variableName: String {
        switch self {
        case .bucket: "asset_bucket"
        case .prefix: "asset_prefix"
        case .repository: "asset_repository"
        }
    }
}

extension String {
    /// The text with `${` and `%{` escaped as `$${` and `%%{` for a template.
    ///
    /// Source: "Strings and Templates" in the Terraform Language Documentation, escape sequences.
    var escapedForTemplate: String {
        var escaped = String.UnicodeScalarView()
        for scalar in unicodeScalars {
            if scalar == "{", let last = escaped.last, last == "$" || last == "%" { escaped.append(last) }
            escaped.append(scalar)
        }
        return String(escaped)
    }
}
