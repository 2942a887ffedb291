internal import Assets
internal import AWSNames
internal import Manifests

extension ContainerDefinition {
    func findings(at path: PropertyPath) -> [Finding] {
        var findings = image.findings(at: path.appending("image"))
        findings += NamingRule.name.findings(containerHostname, at: path.appending("containerHostname"))
        findings += environmentFindings(at: path.appending("environment"))
        let dataPath = path.appending("modelData")
        findings += modelData?.findings(at: dataPath, isMultiModel: mode == .multiModel) ?? []
        if image.modelPackage != nil, modelData != nil {
            findings.append(Finding(dataPath, "stands beside a model package, which has model data of its own"))
        }
        if mode == .multiModel, modelData == nil {
            findings.append(
                Finding(path.appending("mode"), "is MultiModel, but there is no 'modelData' to find them in")
            )
        }
        if modelCacheSetting != nil, mode != .multiModel {
            findings.append(Finding(path.appending("modelCacheSetting"), "is for 'mode: MultiModel' only"))
        }
        // AdditionalModelDataSources: at most 5.
        let additionalPath = path.appending("additionalModelData")
        findings += additionalModelData.countFindings(0...5, at: additionalPath, of: "channels")
        for (channel, data) in additionalModelData.sorted(by: { $0.key < $1.key }) {
            findings += NamingRule.channel.findings(channel, at: additionalPath.appending(channel))
            findings += data.findings(at: additionalPath.appending(channel), isMultiModel: false)
        }
        return findings
    }

    private func environmentFindings(at path: PropertyPath) -> [Finding] {
        var findings: [Finding] = []
        if environment.count > 100 {
            findings.append(Finding(path, "has \(environment.count) variables; at most 100"))
        }
        for (key, value) in environment.sorted(by: { $0.key < $1.key }) {
            findings += NamingRule.environmentKey.findings(key, at: path.appending(key))
            if value.utf8.count > 1024 {
                findings.append(Finding(path.appending(key), "has \(value.utf8.count) bytes; at most 1,024"))
            }
        }
        return findings
    }
}

extension ContainerImage {
    func findings(at path: PropertyPath) -> [Finding] {
        switch source {
        case .asset(let asset):
            guard case .image(let build) = asset.options else { return [] }
            return build.mistakes.map { Finding(path.appending("fromAsset").appending($0.place), $0.problem) }
        case .ecrRepository(let repository, let version):
            return findings(of: repository, version, at: path.appending("fromEcrRepository"))
        case .deepLearningContainer(let container):
            let path = path.appending("fromDlc")
            return NamingRule.repository.findings(container.repository, at: path.appending("repositoryName"))
                + NamingRule.imageTag.findings(container.tag, at: path.appending("tag"))
                + NamingRule.account.findings(container.account, at: path.appending("account"))
        case .registry(let image):
            let path = path.appending("fromRegistry")
            var findings = NamingRule.registryImage.findings(image.uri, at: path)
            if case .vpc(let provider?) = image.access {
                let path = path.appending("repositoryCredentialsProviderArn")
                findings += NamingRule.function.findings(provider, at: path)
            }
            return findings
        case .modelPackage(let package):
            let path = path.appending("fromModelPackage")
            return NamingRule.modelPackage.findings(package.name, at: path)
                + NamingRule.name.findings(
                    package.inferenceSpecification,
                    at: path.appending("inferenceSpecificationName")
                )
        }
    }

    private func findings(of repository: EcrRepository, _ version: ImageVersion, at path: PropertyPath) -> [Finding] {
        let repositoryFindings =
            switch repository {
            case .name(let name, let account, let region):
                NamingRule.repository.findings(name, at: path.appending("repositoryName"))
                    + NamingRule.account.findings(account, at: path.appending("account"))
                    + NamingRule.region.findings(region, at: path.appending("region"))
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
    /// - Parameter isMultiModel: Whether it is what many models are below.
    func findings(at path: PropertyPath, isMultiModel: Bool) -> [Finding] {
        switch source {
        case .asset(let asset):
            guard case .modelData(let options) = asset.options else { return [] }
            // ContainerDefinition, ModelDataUrl: of a multi-model endpoint it is the prefix that the archives are below.
            guard isMultiModel, options.compression == .gzip else { return [] }
            let problem = "is one archive, but 'mode: MultiModel' takes a directory of archives: 'compression: none'"
            return [Finding(path.appending("fromAsset"), problem)]
        case .bucket(let object):
            let path = path.appending("fromBucket")
            let rule: NamingRule = isMultiModel || object.compression == .none ? .objectKeyOrPrefix : .objectKey
            return NamingRule.bucket.findings(object.bucket, at: path.appending("bucket"))
                + rule.findings(object.key, at: path.appending("key"))
                + NamingRule.encryptionKey.findings(object.encryptionKey, at: path.appending("encryptionKey"))
        }
    }
}

extension NamingRule {
    /// Source: `S3Uri` of S3ModelDataSource in the Amazon SageMaker API Reference: what SageMaker makes file names of.
    fileprivate static let objectKeyOrPrefix = NamingRule(
        "must be an object's key, or a prefix that ends in '/': 1 to 900 bytes, no '//', '.' or '..' in it"
    ) { key in
        let parts = key.split(separator: "/", omittingEmptySubsequences: false)
        let names = key.hasSuffix("/") ? parts.dropLast() : parts[...]
        return (1...900).contains(key.utf8.count)
            && names.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." && $0.utf8.count <= 255 }
    }
}
