internal import Manifests

extension Model {
    func findings(at path: PropertyPath) -> [Finding] {
        let containersPath = path.appending("containers")
        var findings = NamingRule.name.findings(modelName, at: path.appending("modelName"))
        findings += NamingRule.roleARN.findings(role, at: path.appending("role"))
        // CreateModel: "Containers", 15 at most; a model of none would fail at its endpoint only.
        if !(1...15).contains(containers.count) {
            findings.append(Finding(containersPath, "has \(containers.count) containers; a model has 1 to 15"))
        }
        // ContainerDefinition, ContainerHostname: in a pipeline all or none must have one.
        let unnamed = containers.firstIndex { $0.containerHostname == nil }
        if let unnamed, containers.contains(where: { $0.containerHostname != nil }) {
            let problem = "has no containerHostname, but another container of the model has one: give all one, or none"
            findings.append(Finding(containersPath.appending(unnamed), problem))
        }
        for (index, container) in containers.enumerated() {
            findings += container.findings(at: containersPath.appending(index))
        }
        // CreateModel, ContainerDefinition, Environment: all maps together at most 32 KB.
        let bytes = containers.flatMap(\.environment).reduce(0) { $0 + $1.key.utf8.count + $1.value.utf8.count }
        if bytes > 32 * 1024 {
            findings.append(Finding(containersPath, "the environments have \(bytes) bytes together; at most 32,768"))
        }
        return findings
    }
}

extension ContainerDefinition {
    func findings(at path: PropertyPath) -> [Finding] {
        var findings = image.findings(at: path.appending("image"))
        findings += modelData?.findings(at: path.appending("modelData")) ?? []
        findings += NamingRule.name.findings(containerHostname, at: path.appending("containerHostname"))
        let environmentPath = path.appending("environment")
        if environment.count > 100 {
            findings.append(Finding(environmentPath, "has \(environment.count) variables; at most 100"))
        }
        for (key, value) in environment.sorted(by: { $0.key < $1.key }) {
            findings += NamingRule.environmentKey.findings(key, at: environmentPath.appending(key))
            if value.utf8.count > 1024 {
                findings.append(Finding(environmentPath.appending(key), "has \(value.utf8.count) bytes; at most 1,024"))
            }
        }
        return findings
    }
}

extension ContainerImage {
    func findings(at path: PropertyPath) -> [Finding] {
        switch source {
        case .asset(let use):
            guard case .image(let options) = use.recipe else { return [] }
            return options.mistakes.map { mistake in
                let place = PropertyPath(mistake.place).components
                return Finding(PropertyPath(path.appending("fromAsset").components + place), mistake.problem)
            }
        case .ecrRepository(let repository, let version):
            return findings(of: repository, version, at: path.appending("fromEcrRepository"))
        }
    }

    private func findings(of repository: EcrRepository, _ version: ImageVersion, at path: PropertyPath) -> [Finding] {
        let repositoryFindings =
            switch repository {
            case .name(let name): NamingRule.repository.findings(name, at: path.appending("repositoryName"))
            case .arn(let arn): NamingRule.repositoryARN.findings(arn, at: path.appending("repositoryArn"))
            }
        let versionFindings =
            switch version {
            case .tag(let tag): NamingRule.imageTag.findings(tag, at: path.appending("tag"))
            case .digest(let digest): NamingRule.imageDigest.findings(digest, at: path.appending("digest"))
            }
        return repositoryFindings + versionFindings
    }
}

extension ModelData {
    func findings(at path: PropertyPath) -> [Finding] {
        guard case .bucket(let bucket, let key) = source else { return [] }
        let path = path.appending("fromBucket")
        return NamingRule.bucket.findings(bucket, at: path.appending("bucket"))
            + NamingRule.objectKey.findings(key, at: path.appending("key"))
    }
}
