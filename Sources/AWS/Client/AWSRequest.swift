public import HTTP

/// A request to an AWS service, before it is signed.
public struct AWSRequest: Sendable {
    /// The API's name of the operation (`PutObject`), for errors and logs.
    public var operation: String
    /// The request without its signature.
    public var http: HTTPRequest
    /// The body's digest in the signature.
    public var payload: PayloadHash
    /// The most bytes of a successful response's body; error responses have a limit of their own.
    public var responseLimit: Int
    /// Whether the body of a response with a status of success may be an error document.
    ///
    /// S3 begins its response to an operation that takes long before the operation is done; other servers, and what stands
    /// before them, do so with any operation.
    public var mayFailAfterStatus: Bool
    /// Whether there may be nothing where the request looks: status 404 is a response like another then, if the bucket is there.
    public var mayBeMissing: Bool
    /// The resources that the request is about, for logs: `["bucket": "b", "key": "k"]`.
    public var resources: [String: String]

    /// Creates a request.
    public init(
        operation: String,
        _ http: HTTPRequest,
        payload: PayloadHash = .empty,
        responseLimit: Int = 0,
        mayFailAfterStatus: Bool = false,
        mayBeMissing: Bool = false,
        resources: [String: String] = [:]
    ) {
        self.operation = operation
        self.http = http
        self.payload = payload
        self.responseLimit = responseLimit
        self.mayFailAfterStatus = mayFailAfterStatus
        self.mayBeMissing = mayBeMissing
        self.resources = resources
    }
}
