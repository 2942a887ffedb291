internal import AWSNames
internal import Basics
internal import Manifests

extension Model {
    func diagnostics(at path: PropertyPath) -> [Diagnostic] {
        var check = RuleCheck<Self>(at: path)
        check.require(modelName, at: .modelName, .name)
        checkPermissions(&check)
        checkContainers(&check)
        check.include(vpc?.diagnostics(at: check.path(to: .vpc)))
        check.requireTags(tags, at: .tags)
        return check.diagnostics
    }

    private func checkContainers(_ check: inout RuleCheck<Self>) {
        let path = check.path(to: .containers)
        // CreateModel: "Containers", 15 at most; a model without containers would fail only when its endpoint is
        // created.
        check.requireCount(of: containers, at: .containers, in: 1...15, "containers")
        // ContainerDefinition, ContainerHostname: in a pipeline all or none must have one.
        let unnamed = containers.firstIndex { $0.containerHostname == nil }
        if let unnamed, containers.contains(where: { $0.containerHostname != nil }) {
            let message = """
                has no containerHostname, but another container of the model has one: set it for all containers or none
                """
            check.report(.missingProperty, at: path.appending(index: unnamed), message)
        }
        if inferenceExecutionMode == .direct, unnamed != nil {
            let message = "is Direct, so that requests name a container: set containerHostname for all containers"
            check.report(.missingProperty, at: .inferenceExecutionMode, message)
        }
        // "Create a multi-container endpoint" in the Developer Guide: "include more than one container".
        if inferenceExecutionMode == .direct, containers.count == 1 {
            let message = "is Direct, so that requests choose one of several containers, but the model has one"
            check.report(.wrongCount, at: .inferenceExecutionMode, message, fix: "leave it out, or add a container")
        }
        checkUniqueness(&check)
        for (index, container) in containers.enumerated() {
            let path = path.appending(index: index)
            check.include(container.diagnostics(at: path))
            if container.image.modelPackage?.isOfMarketplace == true, !networkIsolation {
                check.report(.missingProperty, at: .networkIsolation, Self.isolationMessage)
            }
            if case .vpc = container.image.registryAccess, vpc == nil {
                let image = path.appending(ContainerDefinition.Property.image)
                    .appending(ContainerImage.Property.fromRegistry)
                let message = "is reached through the model's VPC, but the model has no 'vpc'"
                check.report(.missingProperty, at: image, message)
            }
        }
        // CreateModel, ContainerDefinition, Environment: all maps together at most 32 KB.
        let bytes = containers.flatMap(\.environment).reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
        if bytes > 32 * 1024 {
            check.report(.wrongCount, at: path, "the environments have \(bytes) bytes together; at most 32,768")
        }
    }

    /// Network isolation "is required to run training jobs and models using resources from AWS Marketplace".
    ///
    /// Source: "Run Training and Inference Containers in Internet-Free Mode" in the Developer Guide.
    private static let isolationMessage =
        "must be true: a package of AWS Marketplace runs without access to the network only"

    /// Checks what only one container of a pipeline may have.
    private func checkUniqueness(_ check: inout RuleCheck<Self>) {
        let path = check.path(to: .containers)
        // ContainerDefinition, ContainerHostname: it "uniquely identifies the container".
        var firstIndex: [String: Int] = [:]
        for (index, container) in containers.enumerated() {
            guard let name = container.containerHostname else { continue }
            if let first = firstIndex[name] {
                let path = path.appending(index: index).appending(ContainerDefinition.Property.containerHostname)
                let message = "'\(name)' is also the name of container [\(first)]; names must differ"
                check.report(.nameCollision, at: path, message)
            } else {
                firstIndex[name] = index
            }
        }
        // "Create a multi-model endpoint" in the Developer Guide: "You can use only one multi-model-enabled endpoint in
        // a serial inference pipeline."
        for index in containers.indices.filter({ containers[$0].mode == .multiModel }).dropFirst() {
            let path = path.appending(index: index).appending(ContainerDefinition.Property.mode)
            let message =
                "is MultiModel, as that of another container; only one container of a model may serve many models"
            check.report(.notSupported, at: path, message, fix: "make them separate models")
        }
    }

    private func checkPermissions(_ check: inout RuleCheck<Self>) {
        check.require(role, at: .role, .roleARN)
        // ManagedPolicyArns of AWS::IAM::Role in CloudFormation's schema: at most 20, all different.
        check.requireCount(of: managedPolicies, at: .managedPolicies, in: 0...20, "policies")
        check.requireEach(managedPolicies, at: .managedPolicies, .policyARN)
        check.requireUnique(managedPolicies, at: .managedPolicies)
        // "IAM and AWS STS quotas" in the IAM User Guide: the characters of all inline policies of a role, without
        // white space. What the role has for its containers and endpoints comes on top.
        let own = policyStatements.map(PolicyStatementValue.init)
        let statements = own.isEmpty ? [] : ExecutionRole.constantStatements(of: self) + own
        let size = PolicyStatementValue.leastCharacterCount(ofDocument: statements)
        if size > 10_240 {
            let message =
                "makes the role's policy at least \(size) characters long; those of a role have at most 10,240 together"
            check.report(.wrongCount, at: .policyStatements, message, fix: "move some to a managed policy")
        }
        for (index, statement) in policyStatements.enumerated() {
            let path = check.path(to: .policyStatements).appending(index: index)
            check.include(statement.diagnostics(at: path))
        }
        let additions = [
            (Property.policyStatements, !policyStatements.isEmpty), (.managedPolicies, !managedPolicies.isEmpty),
        ]
        for (property, isUsed) in additions where isUsed && role != nil {
            check.report(.conflictingProperties, at: property, "is for a generated role, but the model has a 'role'")
        }
    }
}

extension VpcConfig {
    fileprivate func diagnostics(at path: PropertyPath) -> [Diagnostic] {
        var check = RuleCheck<Self>(at: path)
        // VpcConfig: 1 to 5 security groups, 1 to 16 subnets.
        for (property, ids, bounds) in [
            (Property.subnets, subnets, 1...16), (.securityGroupIds, securityGroupIds, 1...5),
        ] {
            check.requireCount(of: ids, at: property, in: bounds, "ids")
            check.requireEach(ids, at: property, .networkID)
        }
        return check.diagnostics
    }
}
