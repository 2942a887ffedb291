internal import Manifests

/// A place to send inference requests to.
///
/// Source: CreateEndpoint in the Amazon SageMaker API Reference.
public struct Endpoint: Sendable, Hashable {
    package enum Source: Sendable, Hashable {
        /// An endpoint that is made.
        case made(config: DefinitionReference<EndpointConfig>, name: String?)
        /// An endpoint that exists already, and is only scaled, watched and called.
        case existing(name: String, arn: String?)
    }

    package var source: Source
    /// How the endpoint moves to another configuration: all at once if nil.
    public var deploymentConfig: DeploymentConfig?
    /// How the number of a variant's instances follows its load, by variant.
    public var autoScaling: [String: AutoScaling]
    /// Alarms on the endpoint's metrics, by a name of their own in the endpoint.
    public var alarms: [String: EndpointAlarm]
    /// The names or ARNs of roles that may call the endpoint.
    public var grantInvoke: [String]
    /// The endpoint's tags.
    public var tags: [String: String]

    /// Defines an endpoint.
    ///
    /// - Parameters:
    ///   - endpointConfig: How it serves models.
    ///   - endpointName: The endpoint's own name, which its callers use: made for it if nil.
    ///   - deploymentConfig: How it moves to another configuration: all at once if nil.
    ///   - autoScaling: How the number of a variant's instances follows its load, by variant.
    ///   - alarms: Alarms on its metrics, by a name of their own.
    ///   - grantInvoke: The names or ARNs of roles that may call it.
    ///   - tags: Its tags.
    public init(
        endpointConfig: DefinitionReference<EndpointConfig>,
        endpointName: String? = nil,
        deploymentConfig: DeploymentConfig? = nil,
        autoScaling: [String: AutoScaling] = [:],
        alarms: [String: EndpointAlarm] = [:],
        grantInvoke: [String] = [],
        tags: [String: String] = [:]
    ) {
        source = .made(config: endpointConfig, name: endpointName)
        self.deploymentConfig = deploymentConfig
        self.autoScaling = autoScaling
        self.alarms = alarms
        self.grantInvoke = grantInvoke
        self.tags = tags
    }

    /// An endpoint that exists already, to be scaled, watched and called.
    ///
    /// - Parameters:
    ///   - name: The endpoint's name.
    ///   - autoScaling: How the number of a variant's instances follows its load, by variant.
    ///   - alarms: Alarms on its metrics, by a name of their own.
    ///   - grantInvoke: The names or ARNs of roles that may call it.
    public static func fromEndpointName(
        _ name: String,
        autoScaling: [String: AutoScaling] = [:],
        alarms: [String: EndpointAlarm] = [:],
        grantInvoke: [String] = []
    ) -> Endpoint {
        var endpoint = Endpoint(
            endpointConfig: "",
            autoScaling: autoScaling,
            alarms: alarms,
            grantInvoke: grantInvoke
        )
        endpoint.source = .existing(name: name, arn: nil)
        return endpoint
    }

    /// An endpoint that exists already, by its ARN: of the account and region that the definitions are deployed to.
    public static func fromEndpointArn(
        _ arn: String,
        autoScaling: [String: AutoScaling] = [:],
        alarms: [String: EndpointAlarm] = [:],
        grantInvoke: [String] = []
    ) -> Endpoint {
        let name = arn.split(separator: "/").last.map(String.init) ?? ""
        var endpoint = Endpoint.fromEndpointName(
            name,
            autoScaling: autoScaling,
            alarms: alarms,
            grantInvoke: grantInvoke
        )
        endpoint.source = .existing(name: name, arn: arn)
        return endpoint
    }

    /// How it serves models, where that is known here.
    var endpointConfig: DefinitionReference<EndpointConfig>? {
        if case .made(let config, _) = source { config } else { nil }
    }
}

// MARK: Reading

extension Endpoint: DocumentObject {
    package enum Property: String, DocumentProperty {
        case endpointConfig, fromEndpointName, fromEndpointArn, endpointName, deploymentConfig, autoScaling, alarms
        case grantInvoke, tags
    }

    package init(reading value: DocumentValue) {
        let properties = DocumentProperties<Property>(value)
        self.init(
            endpointConfig: "",
            endpointName: properties.optional(.endpointName),
            deploymentConfig: properties.optional(.deploymentConfig),
            autoScaling: properties.value(.autoScaling, default: [:]),
            alarms: properties.value(.alarms, default: [:]),
            grantInvoke: properties.value(.grantInvoke, default: []),
            tags: properties.value(.tags, default: [:])
        )
        if properties.has(.fromEndpointName) || properties.has(.fromEndpointArn) {
            let existing: Endpoint =
                switch properties.only(of: [.endpointConfig, .fromEndpointName, .fromEndpointArn]) {
                case .fromEndpointArn: .fromEndpointArn(properties.required(.fromEndpointArn))
                case .fromEndpointName: .fromEndpointName(properties.required(.fromEndpointName))
                default: .fromEndpointName("")
                }
            source = existing.source
            for property in [Property.endpointName, .deploymentConfig, .tags] where properties.has(property) {
                properties.requiredValue(property).report(
                    .conflictingProperties,
                    "is only for an endpoint that is made here"
                )
            }
        } else {
            source = .made(
                config: properties.required(.endpointConfig),
                name: properties.optional(.endpointName)
            )
        }
    }
}
