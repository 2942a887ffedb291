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
        check.require(minCapacity, at: .minCapacity, in: 0...Int.max)
        check.require(maxCapacity, at: .maxCapacity, in: 1...Int.max)
        if let minCapacity, maxCapacity < minCapacity {
            let message = "is \(maxCapacity), less than 'minCapacity', which is \(minCapacity)"
            check.report(.outOfRange, at: .maxCapacity, message)
        }
        if let config { checkConfig(&check, config, variant: name) }
        check.include(scaleOnInvocations?.diagnostics(at: check.path(to: .scaleOnInvocations)))
        check.include(scaleOnBacklog?.diagnostics(at: check.path(to: .scaleOnBacklog)))
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
        let types: [InstanceType] =
            switch variant.hardware {
            case .type(let type): [type]
            case .pools(let pools): pools.map(\.instanceType)
            }
        for type in types where type.isBurstable {
            let message = "burstable instances such as '\(type.rawValue)' cannot be scaled"
            check.report(.notSupported, at: check.path, message)
        }
    }
}

extension AutoScaling.InvocationScaling {
    fileprivate func diagnostics(at path: PropertyPath) -> [Diagnostic] {
        var check = RuleCheck<Self>(at: path)
        if !(maxRequestsPerSecond.isFinite && maxRequestsPerSecond > 0) {
            check.report(.outOfRange, at: .maxRequestsPerSecond, "is \(maxRequestsPerSecond); must be greater than 0")
        }
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
        if !(backlogSizePerInstance.isFinite && backlogSizePerInstance > 0) {
            let message = "is \(backlogSizePerInstance); must be greater than 0"
            check.report(.outOfRange, at: .backlogSizePerInstance, message)
        }
        check.include(pace.diagnostics(at: path))
        return check.diagnostics
    }
}

extension AutoScaling.Pace {
    fileprivate func diagnostics(at path: PropertyPath) -> [Diagnostic] {
        var check = RuleCheck<Self>(at: path)
        check.require(scaleInCooldownInSeconds, at: .scaleInCooldownInSeconds, in: 0...Int.max)
        check.require(scaleOutCooldownInSeconds, at: .scaleOutCooldownInSeconds, in: 0...Int.max)
        check.require(policyName, at: .policyName, .scalingPolicy)
        return check.diagnostics
    }
}

extension NamingRule {
    /// Source: `PolicyName` of PutScalingPolicy: 1 to 256 printable characters.
    fileprivate static let scalingPolicy = NamingRule("must be a policy name: 1 to 256 characters, no line breaks") {
        (1...256).contains($0.unicodeScalars.count) && !$0.contains(where: \.isNewline)
    }
}
