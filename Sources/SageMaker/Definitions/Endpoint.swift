internal import Manifests

/// An endpoint that serves inference requests, created by the project or existing already.
///
/// Source: CreateEndpoint in the Amazon SageMaker API Reference.
public struct Endpoint: Sendable, Hashable {
    package enum Source: Sendable, Hashable {
        /// An endpoint that the project creates.
        case created(config: DefinitionReference<EndpointConfig>, name: String?)
        /// An existing endpoint, to which the project adds only scaling, alarms and permissions.
        case existing(name: String, arn: String?)
    }

    package var source: Source
    /// The deployment of a new configuration; nil to shift all traffic at once.
    public var deploymentConfig: DeploymentConfig?
    /// The automatic scaling, by variant name.
    public var autoScaling: [String: AutoScaling]
    /// The alarms on the endpoint's metrics, by a key that is unique within the endpoint.
    public var alarms: [String: EndpointAlarm]
    /// The names or ARNs of the roles that are allowed to invoke the endpoint.
    public var grantInvoke: [String]
    /// The endpoint's tags.
    public var tags: [String: String]

    /// Creates the definition of an endpoint.
    ///
    /// - Parameters:
    ///   - endpointConfig: The endpoint configuration that it serves.
    ///   - endpointName: The endpoint's name, which callers use; nil for a generated one.
    ///   - deploymentConfig: The deployment of a new configuration; nil to shift all traffic at once.
    ///   - autoScaling: The automatic scaling, by variant name.
    ///   - alarms: The alarms on the endpoint's metrics, by a key that is unique within the endpoint.
    ///   - grantInvoke: The names or ARNs of the roles that are allowed to invoke the endpoint.
    ///   - tags: The endpoint's tags.
    public init(
        endpointConfig: DefinitionReference<EndpointConfig>,
        endpointName: String? = nil,
        deploymentConfig: DeploymentConfig? = nil,
        autoScaling: [String: AutoScaling] = [:],
        alarms: [String: EndpointAlarm] = [:],
        grantInvoke: [String] = [],
        tags: [String: String] = [:]
    ) {
        source = .created(config: endpointConfig, name: endpointName)
        self.deploymentConfig = deploymentConfig
        self.autoScaling = autoScaling
        self.alarms = alarms
        self.grantInvoke = grantInvoke
        self.tags = tags
    }

    /// An existing endpoint, by name, to which scaling, alarms and permissions are added.
    ///
    /// - Parameters:
    ///   - name: The endpoint's name.
    ///   - autoScaling: The automatic scaling, by variant name.
    ///   - alarms: The alarms on the endpoint's metrics, by a key that is unique within the endpoint.
    ///   - grantInvoke: The names or ARNs of the roles that are allowed to invoke the endpoint.
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

    /// An existing endpoint in the account and region of the deployment, by ARN.
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

    /// The reference to the endpoint's configuration; nil for an existing endpoint.
    var endpointConfig: DefinitionReference<EndpointConfig>? {
        if case .created(let config, _) = source { config } else { nil }
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
                    "is allowed only for an endpoint that the manifest creates"
                )
            }
        } else {
            source = .created(
                config: properties.required(.endpointConfig),
                name: properties.optional(.endpointName)
            )
        }
    }
}
