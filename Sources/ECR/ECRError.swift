public import Basics

/// An error of an operation of Amazon ECR's API; those of the network are `HTTPError`s.
public enum ECRError: UserFacingError, Hashable {
    /// The service rejected a request, or failed at it.
    case errorResponse(ECRErrorResponse)
    /// There is no such repository.
    case repositoryNotFound(arn: String)
    /// The service's response does not have the form that the API specifies.
    case invalidResponse(operation: String, problem: String)
    /// The service names a host that is not a registry of the region.
    case unknownRegistry(host: String)

    /// The failure and the repository.
    public var message: String {
        switch self {
        case .errorResponse(let response): response.message
        case .repositoryNotFound(let arn): "there is no repository '\(arn)'"
        case .invalidResponse(let operation, let problem): "the response to \(operation) of ecr \(problem.printable())"
        case .unknownRegistry(let host):
            "'\(host.printable())' is not a registry of the destination's region in Amazon ECR"
        }
    }

    /// The remedy.
    public var hint: String? {
        switch self {
        case .errorResponse(let response): response.hint
        case .repositoryNotFound:
            "create it, or set 'createRepository: {}' in the destination; check 'repository', 'region' and 'account'"
        case .invalidResponse: "check that the endpoint is a server that speaks the API of Amazon ECR"
        case .unknownRegistry: "set the destination's 'account' and 'region'"
        }
    }

    /// The kind of the failure.
    public var errorCode: Diagnostic.Code {
        switch self {
        case .errorResponse(let response): response.errorCode
        case .repositoryNotFound: "repository-not-found"
        case .invalidResponse: "invalid-response"
        case .unknownRegistry: "unknown-registry"
        }
    }
}
