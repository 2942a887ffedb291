internal import AWSNames
internal import Basics
internal import Manifests

// Source: "Prerequisites" and "Autoscale an asynchronous endpoint" in the Amazon SageMaker Developer Guide;
// RegisterScalableTarget and PutScalingPolicy in the Application Auto Scaling API Reference.

extension AutoScaling {
    /// Returns the violated rules of the scaling of a variant.
    ///
    /// - Parameters:
    ///   - path: The path of the scaling.
    ///   - name: The name of the variant.
    ///   - config: The endpoint's configuration, or nil if it is not part of the project.
    func diagnostics(at path: PropertyPath, variant name: String, config: EndpointConfig?) -> [Diagnostic] {
        var check = RuleCheck<Self>(at: path)
        check.require(minCapacity, at: .minCapacity, in: .atLeast(0))
        check.require(maxCapacity, at: .maxCapacity, in: .atLeast(1))
        if let minCapacity, maxCapacity < minCapacity {
            let message = "is \(maxCapacity), less than 'minCapacity', which is \(minCapacity)"
            check.report(.outOfRange, at: .maxCapacity, message)
        }
        if let config {
            checkConfig(&check, config, variant: name)
        } else {
            check.include(NamingRule.name.diagnostics(name, at: path))
        }
        check.include(scaleOnInvocations?.diagnostics(at: check.path(to: .scaleOnInvocations)))
        check.include(scaleOnBacklog?.diagnostics(at: check.path(to: .scaleOnBacklog)))
        // PutScalingPolicy, PolicyName: the name of an existing policy of the same target replaces that policy.
        if let name = scaleOnBacklog?.pace.policyName, name == scaleOnInvocations?.pace.policyName {
            let path = check.path(to: .scaleOnBacklog).appending(Pace.Property.policyName)
            let message = "'\(name)' is also the name of the policy of 'scaleOnInvocations'; names must differ"
            check.report(.nameCollision, at: path, message)
        }
        return check.diagnostics
    }

    /// Checks the scaling against the endpoint's configuration.
    private func checkConfig(_ check: inout RuleCheck<Self>, _ config: EndpointConfig, variant name: String) {
        if minCapacity == 0, config.asyncInference == nil {
            let message = "is 0; only an endpoint with 'asyncInference' can scale to zero instances"
            check.report(.notSupported, at: .minCapacity, message)
        }
        if scaleOnBacklog != nil, config.asyncInference == nil {
            let message = "requires an endpoint with 'asyncInference', which has a request queue"
            check.report(.notSupported, at: .scaleOnBacklog, message)
        }
        if case .serverless = config.productionVariants {
            check.report(.notSupported, at: check.path, "a serverless variant has no instances to scale")
        }
        if let variant = config.instanceProductionVariants.first(where: { $0.variantName == name }) {
            checkVariant(&check, variant)
        }
    }

    /// Checks the scaling against the variant that it scales.
    private func checkVariant(_ check: inout RuleCheck<Self>, _ variant: InstanceProductionVariant) {
        let count = variant.initialInstanceCount
        if let minCapacity, minCapacity > count {
            let message = "is \(minCapacity), more than the variant's 'initialInstanceCount', which is \(count)"
            check.report(.outOfRange, at: .minCapacity, message)
        }
        if maxCapacity < count {
            let message = "is \(maxCapacity), less than the variant's 'initialInstanceCount', which is \(count)"
            check.report(.outOfRange, at: .maxCapacity, message)
        }
        for type in variant.instanceTypes where type.isBurstable {
            let message = "burstable instances such as '\(type.rawValue)' cannot be scaled"
            check.report(.notSupported, at: check.path, message)
        }
    }
}

extension AutoScaling.InvocationScaling {
    fileprivate func diagnostics(at path: PropertyPath) -> [Diagnostic] {
        var check = RuleCheck<Self>(at: path)
        check.requireTarget(maxRequestsPerSecond, at: .maxRequestsPerSecond)
        if !(safetyFactor > 0 && safetyFactor <= 1) {
            check.report(.outOfRange, at: .safetyFactor, "is \(safetyFactor); must be greater than 0 and at most 1")
        }
        check.include(pace.diagnostics(at: path))
        return check.diagnostics
    }
}

extension AutoScaling.BacklogScaling {
    fileprivate func diagnostics(at path: PropertyPath) -> [Diagnostic] {
        var check = RuleCheck<Self>(at: path)
        check.requireTarget(backlogSizePerInstance, at: .backlogSizePerInstance)
        check.include(pace.diagnostics(at: path))
        return check.diagnostics
    }
}

extension AutoScaling.Pace {
    fileprivate func diagnostics(at path: PropertyPath) -> [Diagnostic] {
        var check = RuleCheck<Self>(at: path)
        check.require(scaleInCooldownInSeconds, at: .scaleInCooldownInSeconds, in: .atLeast(0))
        check.require(scaleOutCooldownInSeconds, at: .scaleOutCooldownInSeconds, in: .atLeast(0))
        check.require(policyName, at: .policyName, .scalingPolicy)
        return check.diagnostics
    }
}

extension RuleCheck {
    /// Requires a target that Application Auto Scaling can track.
    ///
    /// Source: `TargetValue` of TargetTrackingScalingPolicyConfiguration: at most 2^360, of which a minute's requests
    /// take the most.
    fileprivate mutating func requireTarget(_ target: Double, at property: Object.Property) {
        guard !(target > 0 && target * 60 <= 0x1p360) else { return }
        let bound = target > 0 ? "at most 3e+106" : "greater than 0"
        report(.outOfRange, at: property, "is \(target); must be \(bound)")
    }
}

extension NamingRule {
    /// Source: `PolicyName` of PutScalingPolicy: 1 to 256 printable characters.
    fileprivate static let scalingPolicy = NamingRule(
        "must be a policy name: 1 to 256 characters, no line breaks or other control characters"
    ) {
        (1...256).contains($0.unicodeScalars.count)
            && !$0.unicodeScalars.contains { $0.properties.generalCategory == .control }
            && !$0.contains(where: \.isNewline)
    }
}
