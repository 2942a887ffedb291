internal import AWSNames
internal import Basics
internal import Manifests

/// An ARN in a definition, with what must be the same as in the definition's own ARN.
struct LocatedARN {
    /// The parts that must be those of the definitions, besides the partition.
    enum Scope {
        case partition, region, account, regionAndAccount
        /// The account, but only where it is certain: roles of other accounts may belong to a shared store.
        case ownAccount
    }

    let path: PropertyPath
    let text: String
    let scope: Scope

    /// The region and the account that the ARN gives the definitions; nil if it may be of others.
    var location: DefinitionLocation? {
        guard let arn = ARN(text) else { return nil }
        let region = [.region, .regionAndAccount].contains(scope) && NamingRule.region.accepts(arn.region)
        let account = [.account, .regionAndAccount].contains(scope) && NamingRule.account.accepts(arn.account)
        return DefinitionLocation(path: path, region: region ? arn.region : nil, account: account ? arn.account : nil)
    }

    /// Returns a diagnostic if the ARN is of another partition, region or account than the definitions.
    func diagnostics(for target: DeploymentTarget) -> [Diagnostic] {
        guard let arn = ARN(text) else { return [] }
        if let diagnostic = partitionDiagnostic(arn, for: target) { return [diagnostic] }
        var diagnostics: [Diagnostic] = []
        func report(_ part: String, _ found: String, _ expected: String, of name: String) {
            let message = "is of \(part) \(found), but \(name) is of \(part) \(expected)"
            let fix = "use one of \(part) \(expected)"
            diagnostics.append(Diagnostic(.notSupported, at: path, message, fix: fix))
        }
        if [.region, .regionAndAccount].contains(scope), !arn.region.isEmpty, let region = target.region,
            arn.region != region
        {
            report("region", arn.region, region, of: target.regionName)
        }
        if let account = target.account, NamingRule.account.accepts(arn.account) {
            let isElsewhere =
                switch scope {
                case .account, .regionAndAccount: !target.canBeIn(account: arn.account)
                case .ownAccount: target.isAccountCertain && arn.account != account
                case .partition, .region: false
                }
            if isElsewhere { report("account", arn.account, account, of: target.accountName) }
        }
        return diagnostics
    }

    /// Source: "AWS partitions" in the AWS Fault Isolation Boundaries whitepaper: resources of different partitions
    /// cannot refer to each other.
    private func partitionDiagnostic(_ arn: ARN, for target: DeploymentTarget) -> Diagnostic? {
        let partition = arn.partition
        let isRegion = NamingRule.region.accepts(arn.region)
        if isRegion, Partition(ofRegion: arn.region) != partition {
            let expected = Partition(ofRegion: arn.region).rawValue
            let message = "has the partition '\(partition.rawValue)', but \(arn.region) is a region of '\(expected)'"
            return Diagnostic(.invalidValue, at: path, message, fix: "begin with 'arn:\(expected):'")
        }
        guard let region = target.region, Partition(ofRegion: region) != partition else { return nil }
        let expected = Partition(ofRegion: region).rawValue
        let message =
            "is of partition '\(partition.rawValue)', but \(target.regionName) is in \(region) of '\(expected)'"
        return Diagnostic(.notSupported, at: path, message, fix: "use one that begins with 'arn:\(expected):'")
    }
}

// MARK: The ARNs of a project

extension Project {
    /// The ARNs in all definitions.
    var locatedARNs: [LocatedARN] {
        var list = ARNList()
        for (name, model) in models.sorted(by: { $0.key < $1.key }) {
            list.add(model, at: PropertyPath(ProjectProperty.models).appending(name: name))
        }
        for (name, config) in endpointConfigs.sorted(by: { $0.key < $1.key }) {
            list.add(config, at: PropertyPath(ProjectProperty.endpointConfigs).appending(name: name))
        }
        for (name, endpoint) in endpoints.sorted(by: { $0.key < $1.key }) {
            list.add(endpoint, at: PropertyPath(ProjectProperty.endpoints).appending(name: name))
        }
        return list.arns
    }
}

private struct ARNList {
    private(set) var arns: [LocatedARN] = []

    private mutating func add(_ text: String?, _ scope: LocatedARN.Scope, at path: PropertyPath) {
        if let text { arns.append(LocatedARN(path: path, text: text, scope: scope)) }
    }

    private mutating func add(_ texts: [String], _ scope: LocatedARN.Scope, at path: PropertyPath) {
        for (index, text) in texts.enumerated() { add(text, scope, at: path.appending(index: index)) }
    }

    mutating func add(_ model: Model, at path: PropertyPath) {
        add(model.role, .ownAccount, at: path.appending(Model.Property.role))
        // AttachRolePolicy takes policies of the role's account, and those of AWS, which have none.
        add(model.managedPolicies, .ownAccount, at: path.appending(Model.Property.managedPolicies))
        for (index, statement) in model.policyStatements.enumerated() {
            let path = path.appending(Model.Property.policyStatements).appending(index: index)
            add(statement.resources, .partition, at: path.appending(PolicyStatement.Property.resources))
        }
        for (index, container) in model.containers.enumerated() {
            let path = path.appending(Model.Property.containers).appending(index: index)
            add(container, at: path)
        }
    }

    private mutating func add(_ container: ContainerDefinition, at path: PropertyPath) {
        let image = path.appending(ContainerDefinition.Property.image)
        switch container.image.source {
        case .registry(let registry):
            guard case .vpc(let provider) = registry.access else { break }
            let path = image.appending(ContainerImage.Property.fromRegistry)
            add(provider, .partition, at: path.appending(RegistryImage.Property.repositoryCredentialsProviderArn))
        case .modelPackage(let package):
            add(package.name, .region, at: image.appending(ContainerImage.Property.fromModelPackage))
        case .ecrRepository(.arn(let arn), _):
            let path = image.appending(ContainerImage.Property.fromEcrRepository)
            add(arn, .partition, at: path.appending(EcrImage.Property.repositoryArn))
        case .asset, .ecrRepository, .deepLearningContainer: break
        }
        let channels = path.appending(ContainerDefinition.Property.additionalModelData)
        let data =
            [(container.modelData, path.appending(ContainerDefinition.Property.modelData))]
            + container.additionalModelData.sorted { $0.key < $1.key }.map { ($1, channels.appending(name: $0)) }
        for case (let data?, let path) in data {
            guard case .bucket(let object) = data.source else { continue }
            let path = path.appending(ModelData.Property.fromBucket).appending(BucketObject.Property.encryptionKey)
            // The key is in the region of the bucket, and the bucket in that of the model.
            add(object.encryptionKey, .region, at: path)
        }
    }

    mutating func add(_ config: EndpointConfig, at path: PropertyPath) {
        add(config.encryptionKey, .region, at: path.appending(EndpointConfig.Property.encryptionKey))
        add(config.executionRole, .ownAccount, at: path.appending(EndpointConfig.Property.executionRole))
        let capture = path.appending(EndpointConfig.Property.dataCapture)
        add(config.dataCapture?.encryptionKey, .partition, at: capture.appending(DataCapture.Property.encryptionKey))
        let async = path.appending(EndpointConfig.Property.asyncInference)
        for (property, text) in [
            (AsyncInference.Property.encryptionKey, config.asyncInference?.encryptionKey),
            (.successTopic, config.asyncInference?.successTopic), (.errorTopic, config.asyncInference?.errorTopic),
        ] {
            add(text, .partition, at: async.appending(property))
        }
        if case .serverless(let variant) = config.productionVariants {
            let path = path.appending(EndpointConfig.Property.serverlessProductionVariant)
            add(variant.model, at: path.appending(ServerlessProductionVariant.Property.model))
        }
        for (property, variants) in [
            (EndpointConfig.Property.instanceProductionVariants, config.instanceProductionVariants),
            (.shadowProductionVariants, config.shadowProductionVariants),
        ] {
            for (index, variant) in variants.enumerated() {
                add(variant, at: path.appending(property).appending(index: index))
            }
        }
    }

    private mutating func add(_ variant: InstanceProductionVariant, at path: PropertyPath) {
        if let model = variant.model { add(model, at: path.appending(InstanceProductionVariant.Property.model)) }
        let dump = path.appending(InstanceProductionVariant.Property.coreDump)
        add(variant.coreDump?.encryptionKey, .partition, at: dump.appending(CoreDump.Property.encryptionKey))
        guard case .pools(let pools) = variant.hardware else { return }
        for (index, pool) in pools.enumerated() {
            let path = path.appending(InstanceProductionVariant.Property.instancePools).appending(index: index)
            guard let model = pool.modelNameOverride else { continue }
            add(model, at: path.appending(InstancePool.Property.modelNameOverride))
        }
    }

    /// Adds the ARN of an existing model or endpoint configuration, of which the template has only the name.
    private mutating func add(_ reference: DefinitionReference<some Any>, at path: PropertyPath) {
        if case .existingARN(let arn) = reference.target { add(arn, .regionAndAccount, at: path) }
    }

    mutating func add(_ endpoint: Endpoint, at path: PropertyPath) {
        switch endpoint.source {
        case .created(let config, _): add(config, at: path.appending(Endpoint.Property.endpointConfig))
        case .existing(_, let arn):
            add(arn, .regionAndAccount, at: path.appending(Endpoint.Property.fromEndpointArn))
        }
        // The template has only the roles' names.
        add(endpoint.grantInvoke, .account, at: path.appending(Endpoint.Property.grantInvoke))
        for (name, alarm) in endpoint.alarms.sorted(by: { $0.key < $1.key }) {
            let path = path.appending(Endpoint.Property.alarms).appending(name: name)
            // PutMetricAlarm refuses actions of another region: "Invalid region … specified. Only … is supported."
            add(alarm.actions, .region, at: path.appending(EndpointAlarm.Property.actions))
        }
    }
}
