internal import AWSNames
internal import Basics
internal import Manifests

extension Endpoint {
    func diagnostics(
        at path: PropertyPath,
        endpointConfigs: [String: EndpointConfig],
        models: [String: Model]
    ) -> [Diagnostic] {
        var check = RuleCheck<Self>(at: path)
        switch source {
        case .created(let config, let name):
            let path = check.path(to: .endpointConfig)
            check.include(config.diagnostics(at: path, endpointConfigs: endpointConfigs))
            check.require(name, at: .endpointName, .name)
        case .existing(_, let arn?): check.require(arn, at: .fromEndpointArn, .endpointARN)
        case .existing(let name, nil): check.require(name, at: .fromEndpointName, .name)
        }
        let config = endpointConfig.flatMap { reference -> EndpointConfig? in
            if case .definition(let name) = reference.target { endpointConfigs[name] } else { nil }
        }
        let deploymentPath = check.path(to: .deploymentConfig)
        let fleets = config.map { self.fleets(of: $0) } ?? []
        check.include(deploymentConfig?.diagnostics(at: deploymentPath, fleets: fleets))
        check.include(config.map { deploymentExclusions($0, at: deploymentPath, models: models) })
        for name in deploymentConfig?.alarms ?? [] where stopsUpdates(name) && givenName == nil {
            // The alarm must exist before the endpoint, and names the endpoint that it monitors.
            let path = deploymentPath.appending(DeploymentConfig.Property.alarms)
            let message = "alarm '\(name)' rolls updates back and is created before the endpoint: set 'endpointName'"
            check.report(.missingProperty, at: path, message)
        }
        for (variant, scaling) in autoScaling.sorted(by: { $0.key < $1.key }) {
            let path = check.path(to: .autoScaling).appending(name: variant)
            check.include(config?.diagnostics(ofReferenceTo: variant, at: path))
            check.include(scaling.diagnostics(at: path, variant: variant, config: config))
        }
        for (name, alarm) in alarms.sorted(by: { $0.key < $1.key }) {
            let path = check.path(to: .alarms).appending(name: name)
            if let variant = alarm.variant {
                let path = path.appending(EndpointAlarm.Property.variant)
                check.include(
                    config?.diagnostics(ofReferenceTo: variant, at: path)
                        ?? NamingRule.name.diagnostics(variant, at: path)
                )
            }
            check.include(alarm.diagnostics(at: path))
        }
        check.requireEach(grantInvoke, at: .grantInvoke, .roleNameOrARN)
        check.requireTags(tags, at: .tags)
        return check.diagnostics
    }
}

extension EndpointConfig {
    /// The names of all variants.
    private var variantNames: [String] {
        let production: [String] =
            switch productionVariants {
            case .instances(let variants): variants.map(\.variantName)
            case .serverless(let variant): [variant.variantName]
            }
        return production + shadowProductionVariants.map(\.variantName)
    }

    /// Returns a diagnostic if there is no variant of the name.
    fileprivate func diagnostics(ofReferenceTo variant: String, at path: PropertyPath) -> [Diagnostic] {
        if variantNames.contains(variant) { return [] }
        let fix = Suggestion.hint(for: variant, among: variantNames)
        return [Diagnostic(.unknownName, at: path, "there is no variant '\(variant)'", fix: fix)]
    }
}
