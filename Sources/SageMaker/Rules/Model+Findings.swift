internal import AWSNames
internal import Manifests

extension Model {
    func findings(at path: PropertyPath) -> [Finding] {
        let containersPath = path.appending("containers")
        var findings = NamingRule.name.findings(modelName, at: path.appending("modelName"))
        findings += roleFindings(at: path)
        // CreateModel: "Containers", 15 at most; a model of none would fail at its endpoint only.
        findings += containers.countFindings(1...15, at: containersPath, of: "containers")
        // ContainerDefinition, ContainerHostname: in a pipeline all or none must have one.
        let unnamed = containers.firstIndex { $0.containerHostname == nil }
        if let unnamed, containers.contains(where: { $0.containerHostname != nil }) {
            let problem = "has no containerHostname, but another container of the model has one: give all one, or none"
            findings.append(Finding(containersPath.appending(unnamed), problem))
        }
        if inferenceExecutionMode == .direct, unnamed != nil {
            let problem = "is Direct, so that requests name a container: give all containers a containerHostname"
            findings.append(Finding(path.appending("inferenceExecutionMode"), problem))
        }
        for (index, container) in containers.enumerated() {
            findings += container.findings(at: containersPath.appending(index))
            if case .vpc = container.image.registryAccess, vpc == nil {
                let problem = "is reached through the model's VPC, but the model has no 'vpc'"
                findings.append(
                    Finding(containersPath.appending(index).appending("image").appending("fromRegistry"), problem)
                )
            }
        }
        // CreateModel, ContainerDefinition, Environment: all maps together at most 32 KB.
        let bytes = containers.flatMap(\.environment).reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
        if bytes > 32 * 1024 {
            findings.append(Finding(containersPath, "the environments have \(bytes) bytes together; at most 32,768"))
        }
        findings += vpc?.findings(at: path.appending("vpc")) ?? []
        return findings + tags.tagFindings(at: path.appending("tags"))
    }

    private func roleFindings(at path: PropertyPath) -> [Finding] {
        var findings = NamingRule.roleARN.findings(role, at: path.appending("role"))
        for (index, policy) in managedPolicies.enumerated() {
            findings += NamingRule.policyARN.findings(policy, at: path.appending("managedPolicies").appending(index))
        }
        for (index, statement) in policyStatements.enumerated() {
            let path = path.appending("policyStatements").appending(index)
            for (name, list) in [("actions", statement.actions), ("resources", statement.resources)] where list.isEmpty
            {
                findings.append(Finding(path.appending(name), "is empty"))
            }
        }
        let added = [("policyStatements", !policyStatements.isEmpty), ("managedPolicies", !managedPolicies.isEmpty)]
        for (name, isThere) in added where isThere && role != nil {
            findings.append(Finding(path.appending(name), "is for the role that is made, but the model has a 'role'"))
        }
        return findings
    }
}

extension VpcConfig {
    fileprivate func findings(at path: PropertyPath) -> [Finding] {
        // VpcConfig: 1 to 5 security groups, 1 to 16 subnets.
        let lists = [("subnets", subnets, 1...16), ("securityGroupIds", securityGroupIds, 1...5)]
        return lists.flatMap { name, ids, bounds in
            let path = path.appending(name)
            return ids.countFindings(bounds, at: path, of: "ids")
                + ids.enumerated().flatMap { NamingRule.networkID.findings($1, at: path.appending($0)) }
        }
    }
}
