/// The id of a resource in a template: letters and digits.
typealias ResourceID = String

/// An attribute of a resource that other resources use.
enum ResourceAttribute: Sendable, Hashable {
    /// The resource's name in AWS.
    case name
    case arn
    /// The identifier of a scalable target in Application Auto Scaling.
    case scalableTargetID
}

/// An AWS resource that a project creates.
struct Resource: Sendable, Hashable {
    /// The kind of the resource, with the request that creates it.
    enum Content: Sendable, Hashable {
        case role(ExecutionRole)
        /// An inline policy of existing roles.
        case policy(statements: [PolicyStatementValue], roles: [String])
        case request(Request)
    }

    let id: ResourceID
    let content: Content
}

/// A request to the AWS API that creates a resource.
struct Request: Sendable, Hashable {
    enum Action: Sendable, Hashable {
        case createModel, createEndpointConfig, createEndpoint
        case registerScalableTarget, putScalingPolicy, putMetricAlarm

        /// The name of the parameter for the resource's name; nil for a resource without one.
        var nameParameter: String? {
            switch self {
            case .createModel: "ModelName"
            case .createEndpointConfig: "EndpointConfigName"
            case .createEndpoint: "EndpointName"
            case .registerScalableTarget: nil
            case .putScalingPolicy: "PolicyName"
            case .putMetricAlarm: "AlarmName"
            }
        }
    }

    let action: Action
    /// The request's parameters, including the resource's name if one was given.
    var parameters: [String: TemplateValue]
    /// The id of a scaling policy's scalable target; nil for any other action.
    var scalableTarget: ResourceID?

    /// Creates a request with the parameters that are not nil.
    init(_ action: Action, name: String?, _ parameters: [String: TemplateValue?], scalableTarget: ResourceID? = nil) {
        self.action = action
        self.parameters = parameters.compactMapValues { $0 }
        if let name, let parameter = action.nameParameter { self.parameters[parameter] = .text(name) }
        self.scalableTarget = scalableTarget
    }

    /// The given name of the resource; nil if none was given.
    var givenName: TemplateValue? { action.nameParameter.flatMap { parameters[$0] } }
}
