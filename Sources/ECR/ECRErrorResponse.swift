public import AWS
internal import AWSNames
internal import Basics

/// An error response to an operation of Amazon ECR's API.
public struct ECRErrorResponse: Sendable, Hashable {
    /// The fields of the response.
    public let response: ErrorResponse
    /// The ARN of the repository; nil for an operation on the registry.
    public let arn: String?

    init(_ response: ErrorResponse, _ operation: ECROperation, _ configuration: ECRConfiguration) {
        self.response = response
        arn = operation.repository.map(configuration.arn(ofRepository:))
    }

    /// ECR's error code, or an empty text where the response has no readable body.
    public var code: String { response.code }

    /// Whether the caller lacks a permission.
    public var isAccessDenied: Bool {
        !response.isAuthenticationFailure
            && (code == "AccessDeniedException" || code == "AccessDenied" || response.status == 403)
    }

    /// The operation, the repository and the cause.
    var message: String {
        guard let arn else { return response.message }
        return "\(response.operation) of '\(arn)' failed: \(response.summary)"
    }

    var errorCode: Diagnostic.Code { response.errorCode }

    /// The remedy: ECR's own, else the one that holds for every service.
    var hint: String? {
        // GetAuthorizationToken does not support resource-level permissions.
        if isAccessDenied { return "check that the credentials have ecr:\(response.operation) on '\(arn ?? "*")'" }
        switch code {
        case "KmsException":
            return
                "check that the key of 'createRepository' exists in the region and is enabled, and that the credentials "
                + "have kms:CreateGrant and kms:DescribeKey on it"
        case "LimitExceededException": return "delete a repository, or ask AWS for a higher quota"
        default: return response.hint
        }
    }
}
