internal import AWSNames
internal import Basics
internal import Manifests

extension Model {
    func diagnostics(at path: PropertyPath) -> [Diagnostic] {
        let containersPath = path.appending(Property.containers)
        var diagnostics = NamingRule.name.diagnostics(modelName, at: path.appending(Property.modelName))
        diagnostics += roleDiagnostics(at: path)
        // CreateModel: "Containers", 15 at most; a model of none would fail at its endpoint only.
        diagnostics += containers.countDiagnostics(1...15, at: containersPath, of: "containers")
        // ContainerDefinition, ContainerHostname: in a pipeline all or none must have one.
        let unnamed = containers.firstIndex { $0.containerHostname == nil }
        if let unnamed, containers.contains(where: { $0.containerHostname != nil }) {
            let problem = "has no containerHostname, but another container of the model has one: give all one, or none"
            diagnostics.append(Diagnostic(.missingProperty, at: containersPath.appending(index: unnamed), problem))
        }
        if inferenceExecutionMode == .direct, unnamed != nil {
            let problem = "is Direct, so that requests name a container: give all containers a containerHostname"
            diagnostics.append(
                Diagnostic(.missingProperty, at: path.appending(Property.inferenceExecutionMode), problem)
            )
        }
        for (index, container) in containers.enumerated() {
            diagnostics += container.diagnostics(at: containersPath.appending(index: index))
            if case .vpc = container.image.registryAccess, vpc == nil {
                let problem = "is reached through the model's VPC, but the model has no 'vpc'"
                diagnostics.append(
                    Diagnostic(
                        .missingProperty,
                        at: containersPath.appending(index: index).appending(ContainerDefinition.Property.image)
                            .appending(ContainerImage.Property.fromRegistry),
                        problem
                    )
                )
            }
        }
        // CreateModel, ContainerDefinition, Environment: all maps together at most 32 KB.
        let bytes = containers.flatMap(\.environment).reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
        if bytes > 32 * 1024 {
            diagnostics.append(
                Diagnostic(
                    .wrongCount,
                    at: containersPath,
                    "the environments have \(bytes) bytes together; at most 32,768"
                )
            )
        }
        diagnostics += vpc?.diagnostics(at: path.appending(Property.vpc)) ?? []
        return diagnostics + tags.tagDiagnostics(at: path.appending(Property.tags))
    }

    private func roleDiagnostics(at path: PropertyPath) -> [Diagnostic] {
        var diagnostics = NamingRule.roleARN.diagnostics(role, at: path.appending(Property.role))
        for (index, policy) in managedPolicies.enumerated() {
            diagnostics += NamingRule.policyARN.diagnostics(
                policy,
                at: path.appending(Property.managedPolicies).appending(index: index)
            )
        }
        for (index, statement) in policyStatements.enumerated() {
            let path = path.appending(Property.policyStatements).appending(index: index)
            for (property, list) in [
                (PolicyStatement.Property.actions, statement.actions), (.resources, statement.resources),
            ] where list.isEmpty {
                diagnostics.append(Diagnostic(.wrongCount, at: path.appending(property), "is empty"))
            }
        }
        let added = [
            (Property.policyStatements, !policyStatements.isEmpty), (.managedPolicies, !managedPolicies.isEmpty),
        ]
        for (property, isThere) in added where isThere && role != nil {
            diagnostics.append(
                Diagnostic(
                    .conflictingProperties,
                    at: path.appending(property),
                    "is for the role that is made, but the model has a 'role'"
                )
            )
        }
        return diagnostics
    }
}

extension VpcConfig {
    fileprivate func diagnostics(at path: PropertyPath) -> [Diagnostic] {
        // VpcConfig: 1 to 5 security groups, 1 to 16 subnets.
        let lists = [(Property.subnets, subnets, 1...16), (.securityGroupIds, securityGroupIds, 1...5)]
        return lists.flatMap { property, ids, bounds in
            let path = path.appending(property)
            return ids.countDiagnostics(bounds, at: path, of: "ids")
                + ids.enumerated().flatMap { NamingRule.networkID.diagnostics($1, at: path.appending(index: $0)) }
        }
    }
}
