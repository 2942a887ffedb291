internal import Assets
internal import AWSNames
internal import Basics
internal import Manifests

extension ContainerDefinition {
    func diagnostics(at path: PropertyPath) -> [Diagnostic] {
        var check = RuleCheck<Self>(at: path)
        check.include(image.diagnostics(at: check.path(to: .image)))
        check.require(containerHostname, at: .containerHostname, .name)
        checkEnvironment(&check)
        check.include(modelData?.diagnostics(at: check.path(to: .modelData), isMultiModel: mode == .multiModel))
        if image.modelPackage != nil, modelData != nil {
            let message = "cannot be combined with a model package, which contains its own model data"
            check.report(.conflictingProperties, at: .modelData, message)
        }
        if mode == .multiModel, modelData == nil {
            check.report(.missingProperty, at: .mode, "is MultiModel, which requires 'modelData'")
        }
        if modelCacheSetting != nil, mode != .multiModel {
            check.report(.conflictingProperties, at: .modelCacheSetting, "is allowed only with 'mode: MultiModel'")
        }
        // AdditionalModelDataSources: at most 5.
        check.requireCount(of: additionalModelData, at: .additionalModelData, in: 0...5, "channels")
        for (channel, data) in additionalModelData.sorted(by: { $0.key < $1.key }) {
            let path = check.path(to: .additionalModelData).appending(name: channel)
            check.include(NamingRule.channel.diagnostics(channel, at: path))
            check.include(data.diagnostics(at: path, isMultiModel: false))
        }
        return check.diagnostics
    }

    private func checkEnvironment(_ check: inout RuleCheck<Self>) {
        let path = check.path(to: .environment)
        if environment.count > 100 {
            check.report(.wrongCount, at: path, "has \(environment.count) variables; at most 100")
        }
        for (key, value) in environment.sorted(by: { $0.key < $1.key }) {
            let path = path.appending(name: key)
            check.include(NamingRule.environmentKey.diagnostics(key, at: path))
            // EnvironmentValue: at most 1,024, which the API counts in characters.
            if value.unicodeScalars.count > 1024 {
                check.report(.wrongCount, at: path, "has \(value.unicodeScalars.count) characters; at most 1,024")
            }
        }
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
            return container.diagnostics(at: path.appending(Property.fromDlc))
        case .registry(let image):
            return image.diagnostics(at: path.appending(Property.fromRegistry))
        case .modelPackage(let package):
            return package.diagnostics(at: path.appending(Property.fromModelPackage))
        }
    }

    private func diagnostics(
        of repository: EcrRepository,
        _ version: ImageVersion,
        at path: PropertyPath
    ) -> [Diagnostic] {
        var check = RuleCheck<EcrImage>(at: path)
        switch repository {
        case .name(let name, let account, let region):
            check.require(name, at: .repositoryName, .repository)
            check.require(account, at: .account, .account)
            check.require(region, at: .region, .region)
        case .arn(let arn): check.require(arn, at: .repositoryArn, .repositoryARN)
        }
        switch version {
        case .tag(let tag): check.require(tag, at: .tag, .imageTag)
        case .digest(let digest): check.require(digest, at: .digest, .imageDigest)
        }
        return check.diagnostics
    }
}

extension DeepLearningContainer {
    fileprivate func diagnostics(at path: PropertyPath) -> [Diagnostic] {
        var check = RuleCheck<Self>(at: path)
        check.require(repository, at: .repositoryName, .repository)
        check.require(tag, at: .tag, .imageTag)
        check.require(account, at: .account, .account)
        return check.diagnostics
    }
}

extension RegistryImage {
    fileprivate func diagnostics(at path: PropertyPath) -> [Diagnostic] {
        var check = RuleCheck<Self>(at: path)
        check.include(NamingRule.registryImage.diagnostics(uri, at: path))
        if let domains = EcrImageURI.domains(missedBy: uri) {
            let message = "has the domain of another partition than its region, whose registries have '\(domains[0])'"
            check.report(.invalidValue, at: path, message)
        } else {
            checkAccess(&check)
        }
        if case .vpc(let provider?) = access {
            check.require(provider, at: .repositoryCredentialsProviderArn, .function)
        }
        return check.diagnostics
    }

    /// Checks that a registry other than Amazon ECR is reached through the model's VPC.
    ///
    /// Source: `RepositoryAccessMode` of ImageConfig in the Amazon SageMaker API Reference: "Platform - The model image
    /// is hosted in Amazon ECR."
    private func checkAccess(_ check: inout RuleCheck<Self>) {
        if case .vpc = access { return }
        guard NamingRule.registryImage.accepts(uri), EcrImageURI(uri) == nil else { return }
        let message = "is not in Amazon ECR, so that SageMaker reaches it through a VPC only"
        let fix = "set 'repositoryAccessMode: Vpc' and the model's 'vpc', or push the image to Amazon ECR"
        check.report(.missingProperty, at: check.path, message, fix: fix)
    }
}

extension ModelPackage {
    fileprivate func diagnostics(at path: PropertyPath) -> [Diagnostic] {
        var check = RuleCheck<Self>(at: path)
        check.include(NamingRule.modelPackage.diagnostics(name, at: path))
        check.require(inferenceSpecification, at: .inferenceSpecificationName, .name)
        return check.diagnostics
    }
}

extension ModelData {
    /// Returns the violated rules of model data.
    ///
    /// - Parameters:
    ///   - path: The path of the model data.
    ///   - isMultiModel: Whether the container serves all models below a prefix, so that the data must be such a
    ///     prefix.
    func diagnostics(at path: PropertyPath, isMultiModel: Bool) -> [Diagnostic] {
        switch source {
        case .asset(let asset):
            guard case .modelData(let options) = asset.options else { return [] }
            // ContainerDefinition, ModelDataUrl: of a multi-model endpoint it is the prefix that the archives are
            // below.
            guard isMultiModel, options.compression == .gzip else { return [] }
            let message = """
                is published as one archive, but 'mode: MultiModel' requires a directory of archives: \
                set 'compression: none'
                """
            return [Diagnostic(.notSupported, at: path.appending(Property.fromAsset), message)]
        case .bucket(let object):
            var check = RuleCheck<BucketObject>(at: path.appending(Property.fromBucket))
            check.require(object.bucket, at: .bucket, .bucket)
            let isPrefix = isMultiModel || object.compression == .none
            check.require(object.key, at: .key, isPrefix ? .objectKeyOrPrefix : .objectKey)
            // ModelDataUrl and S3Uri: at most 1,024.
            let length = "s3://\(object.bucket)/\(object.key)".unicodeScalars.count
            if object.key.utf8.count <= 1024, length > 1024 {
                let message = "makes the URI 's3://bucket/key' \(length) characters long; at most 1,024"
                check.report(.wrongCount, at: .key, message)
            }
            check.require(object.encryptionKey, at: .encryptionKey, .encryptionKey)
            return check.diagnostics
        }
    }
}

extension NamingRule {
    /// Source: `S3Uri` of S3ModelDataSource in the Amazon SageMaker API Reference: SageMaker derives file names from
    /// it.
    fileprivate static let objectKeyOrPrefix = NamingRule(
        "must be an object key, or a prefix ending in '/': 1 to 1,024 bytes, no '//', '.' or '..' in it"
    ) { key in
        let parts = key.split(separator: "/", omittingEmptySubsequences: false)
        let names = key.hasSuffix("/") ? parts.dropLast() : parts[...]
        return (1...1024).contains(key.utf8.count)
            && names.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." && $0.utf8.count <= 255 }
    }
}
