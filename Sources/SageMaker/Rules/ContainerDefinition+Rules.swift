internal import Assets
internal import AWSNames
internal import Basics
internal import Manifests

extension ContainerDefinition {
    func diagnostics(at path: PropertyPath) -> [Diagnostic] {
        var diagnostics = image.diagnostics(at: path.appending(Property.image))
        diagnostics += NamingRule.name.diagnostics(containerHostname, at: path.appending(Property.containerHostname))
        diagnostics += environmentDiagnostics(at: path.appending(Property.environment))
        let dataPath = path.appending(Property.modelData)
        diagnostics += modelData?.diagnostics(at: dataPath, isMultiModel: mode == .multiModel) ?? []
        if image.modelPackage != nil, modelData != nil {
            diagnostics.append(
                Diagnostic(
                    .conflictingProperties,
                    at: dataPath,
                    "stands beside a model package, which has model data of its own"
                )
            )
        }
        if mode == .multiModel, modelData == nil {
            diagnostics.append(
                Diagnostic(
                    .missingProperty,
                    at: path.appending(Property.mode),
                    "is MultiModel, but there is no 'modelData' to find them in"
                )
            )
        }
        if modelCacheSetting != nil, mode != .multiModel {
            diagnostics.append(
                Diagnostic(
                    .conflictingProperties,
                    at: path.appending(Property.modelCacheSetting),
                    "is for 'mode: MultiModel' only"
                )
            )
        }
        // AdditionalModelDataSources: at most 5.
        let additionalPath = path.appending(Property.additionalModelData)
        diagnostics += additionalModelData.countDiagnostics(0...5, at: additionalPath, of: "channels")
        for (channel, data) in additionalModelData.sorted(by: { $0.key < $1.key }) {
            diagnostics += NamingRule.channel.diagnostics(channel, at: additionalPath.appending(name: channel))
            diagnostics += data.diagnostics(at: additionalPath.appending(name: channel), isMultiModel: false)
        }
        return diagnostics
    }

    private func environmentDiagnostics(at path: PropertyPath) -> [Diagnostic] {
        var diagnostics: [Diagnostic] = []
        if environment.count > 100 {
            diagnostics.append(Diagnostic(.wrongCount, at: path, "has \(environment.count) variables; at most 100"))
        }
        for (key, value) in environment.sorted(by: { $0.key < $1.key }) {
            diagnostics += NamingRule.environmentKey.diagnostics(key, at: path.appending(name: key))
            if value.utf8.count > 1024 {
                diagnostics.append(
                    Diagnostic(
                        .wrongCount,
                        at: path.appending(name: key),
                        "has \(value.utf8.count) bytes; at most 1,024"
                    )
                )
            }
        }
        return diagnostics
    }
}

extension ContainerImage {
    func diagnostics(at path: PropertyPath) -> [Diagnostic] {
        switch source {
        case .asset(let asset):
            guard case .image(let build) = asset.options else { return [] }
            return build.diagnostics(at: path.appending(Property.fromAsset))
        case .ecrRepository(let repository, let version):
            return diagnostics(of: repository, version, at: path.appending(Property.fromEcrRepository))
        case .deepLearningContainer(let container):
            let path = path.appending(Property.fromDlc)
            return NamingRule.repository.diagnostics(
                container.repository,
                at: path.appending(DeepLearningContainer.Property.repositoryName)
            )
                + NamingRule.imageTag.diagnostics(container.tag, at: path.appending(DeepLearningContainer.Property.tag))
                + NamingRule.account.diagnostics(
                    container.account,
                    at: path.appending(DeepLearningContainer.Property.account)
                )
        case .registry(let image):
            let path = path.appending(Property.fromRegistry)
            var diagnostics = NamingRule.registryImage.diagnostics(image.uri, at: path)
            if case .vpc(let provider?) = image.access {
                let path = path.appending(RegistryImage.Property.repositoryCredentialsProviderArn)
                diagnostics += NamingRule.function.diagnostics(provider, at: path)
            }
            return diagnostics
        case .modelPackage(let package):
            let path = path.appending(Property.fromModelPackage)
            return NamingRule.modelPackage.diagnostics(package.name, at: path)
                + NamingRule.name.diagnostics(
                    package.inferenceSpecification,
                    at: path.appending(ModelPackage.Property.inferenceSpecificationName)
                )
        }
    }

    private func diagnostics(of repository: EcrRepository, _ version: ImageVersion, at path: PropertyPath)
        -> [Diagnostic]
    {
        let repositoryDiagnostics =
            switch repository {
            case .name(let name, let account, let region):
                NamingRule.repository.diagnostics(name, at: path.appending(EcrImage.Property.repositoryName))
                    + NamingRule.account.diagnostics(account, at: path.appending(EcrImage.Property.account))
                    + NamingRule.region.diagnostics(region, at: path.appending(EcrImage.Property.region))
            case .arn(let arn):
                NamingRule.repositoryARN.diagnostics(arn, at: path.appending(EcrImage.Property.repositoryArn))
            }
        let versionDiagnostics =
            switch version {
            case .tag(let tag): NamingRule.imageTag.diagnostics(tag, at: path.appending(EcrImage.Property.tag))
            case .digest(let digest):
                NamingRule.imageDigest.diagnostics(digest, at: path.appending(EcrImage.Property.digest))
            }
        return repositoryDiagnostics + versionDiagnostics
    }
}

extension ModelData {
    /// - Parameter isMultiModel: Whether it is what many models are below.
    func diagnostics(at path: PropertyPath, isMultiModel: Bool) -> [Diagnostic] {
        switch source {
        case .asset(let asset):
            guard case .modelData(let options) = asset.options else { return [] }
            // ContainerDefinition, ModelDataUrl: of a multi-model endpoint it is the prefix that the archives are below.
            guard isMultiModel, options.compression == .gzip else { return [] }
            let problem = "is one archive, but 'mode: MultiModel' takes a directory of archives: 'compression: none'"
            return [Diagnostic(.notSupported, at: path.appending(Property.fromAsset), problem)]
        case .bucket(let object):
            let path = path.appending(Property.fromBucket)
            let rule: NamingRule = isMultiModel || object.compression == .none ? .objectKeyOrPrefix : .objectKey
            return NamingRule.bucket.diagnostics(object.bucket, at: path.appending(BucketObject.Property.bucket))
                + rule.diagnostics(object.key, at: path.appending(BucketObject.Property.key))
                + NamingRule.encryptionKey.diagnostics(
                    object.encryptionKey,
                    at: path.appending(BucketObject.Property.encryptionKey)
                )
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
