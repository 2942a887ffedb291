/// A resource's id in a template: letters and digits.
typealias ResourceID = String

/// An attribute of a resource that other resources use.
enum ResourceAttribute: Sendable, Hashable {
    /// The name that AWS knows the resource by.
    case name
    case arn
    /// The identifier of a scalable target in Application Auto Scaling.
    case scalableTargetID
}

/// Something that a project makes in AWS.
struct Resource: Sendable, Hashable {
    /// The kind of the resource, with the request that creates it.
    enum Content: Sendable, Hashable {
        case role(ExecutionRole)
        /// A policy in roles that exist already.
        case policy(statements: [PolicyStatementValue], roles: [String])
        case request(Request)
    }

    let id: ResourceID
    let content: Content
}

/// A request to AWS that makes something.
struct Request: Sendable, Hashable {
    enum Action: Sendable, Hashable {
        case createModel, createEndpointConfig, createEndpoint
        case registerScalableTarget, putScalingPolicy, putMetricAlarm

        /// The parameter that has the name of what is made.
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
    /// The request's parameters, the name's among them if one was given.
    var parameters: [String: TemplateValue]
    /// The scalable target of a scaling policy.
    var scalableTarget: ResourceID?

    /// Makes a request of the parameters that are not nil.
    init(_ action: Action, name: String?, _ parameters: [String: TemplateValue?], scalableTarget: ResourceID? = nil) {
        self.action = action
        self.parameters = parameters.compactMapValues { $0 }
        if let name, let parameter = action.nameParameter { self.parameters[parameter] = .text(name) }
        self.scalableTarget = scalableTarget
    }

    /// The name that was given.
    var givenName: TemplateValue? { action.nameParameter.flatMap { parameters[$0] } }
}
