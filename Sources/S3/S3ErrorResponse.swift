public import AWS
public import AWSNames

/// An error response to an operation on a bucket.
public struct S3ErrorResponse: Sendable, Hashable {
    /// The fields of the response.
    public let response: ErrorResponse
    /// The key of the request, empty for an operation on the bucket.
    public let key: String
    let operation: S3Operation.Name
    let configuration: S3Configuration

    init(_ response: ErrorResponse, to operation: S3Operation, _ configuration: S3Configuration) {
        self.response = response
        self.key = operation.key
        self.operation = operation.name
        self.configuration = configuration
    }

    /// The bucket of the request.
    public var bucket: BucketName { configuration.bucket }
    /// The owner that the request demanded.
    public var expectedBucketOwner: String? { configuration.expectedBucketOwner }

    /// The HTTP status.
    public var status: Int { response.status }
    /// S3's error code, or an empty text where the response has no readable body, as for every HEAD.
    public var code: String { response.code }

    /// Whether any other request to the bucket would fail as well: the cause is the caller or the bucket.
    public var concernsWholeBucket: Bool {
        if response.isAuthenticationFailure { return true }
        switch code {
        case "RequestTimeTooSkewed", "AccountProblem", "NoSuchBucket", "InvalidBucketName", "PermanentRedirect",
            "TemporaryRedirect", "AuthorizationHeaderMalformed", "AccessDenied":
            return true
        // A response to HEAD has no code.
        default: return [301, 307, 401, 403].contains(status)
        }
    }
}
