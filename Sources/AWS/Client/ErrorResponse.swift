public import Basics
package import HTTP

/// A response by which a service rejects a request or reports a failure.
///
/// Both error formats are read: XML (S3, and the Query protocol of STS and IAM) and JSON (ECR, SSO and others). A field
/// that a response lacks is empty or nil; a response to HEAD has a status only.
public struct ErrorResponse: UserFacingError, Hashable {
    /// The service's signing name.
    public let service: String
    /// The API's name of the operation: `PutObject`.
    public let operation: String
    /// The HTTP status; 200 for a failure that was found after the response had begun.
    public let status: Int
    /// The service's error code: `AccessDenied`.
    public let code: String
    /// The service's description of the error.
    public let reason: String
    /// The identifier that AWS Support asks for.
    public let requestID: String?
    /// The region that the service names instead of the request's.
    public let region: String?
    /// The URL or the host that the service names instead of the request's, without its query.
    public let redirection: String?
    /// The number of attempts, the failed one included.
    public let attemptCount: Int
    /// The delay that the service asks for.
    package let retryAfter: Duration?
    /// The service's clock.
    let serverTime: Timestamp?
}

extension ErrorResponse {
    /// The largest body that is read: error documents are a few hundred bytes.
    static let byteLimit = 64 << 10

    /// Creates an error from a response.
    ///
    /// - Parameter shown: Makes the server's text fit to be shown.
    package init(
        _ response: HTTPResponse,
        to request: AWSRequest,
        of service: String,
        attemptCount: Int,
        shown: (String) -> String
    ) {
        let headers = response.headers
        let document = ErrorDocument(response)
        self.service = service
        operation = request.operation
        status = response.status
        code = shown(document.code ?? "")
        reason = shown(document.message ?? "")
        requestID = (Self.requestID(in: headers) ?? document.requestID).map(shown)
        region = (headers["x-amz-bucket-region"] ?? document.region).map(shown)
        redirection = (document.endpoint ?? headers["Location"]).map(withoutQuery).map(shown)
        self.attemptCount = attemptCount
        serverTime = headers["Date"].flatMap { Timestamp(httpDate: $0) }
        retryAfter = delay(askedForIn: headers, serverTime: serverTime)
    }

    /// The request's identifier: S3's header, or that of all other services.
    static func requestID(in headers: HTTPHeaders) -> String? {
        headers["x-amz-request-id"] ?? headers["x-amzn-RequestId"]
    }

    /// Whether there is nothing where a request has looked, in a bucket that is there.
    static func isAbsence(_ response: HTTPResponse) -> Bool {
        guard response.status == 404 else { return false }
        return response.body.isEmpty || ErrorDocument(response).code != "NoSuchBucket"
    }

    /// Whether the body is an error document, whatever the status.
    static func isError(_ response: HTTPResponse) -> Bool {
        guard !response.body.isEmpty, response.body.count <= byteLimit else { return false }
        return XMLTree.parse(response.body).map { $0.name == "Error" || $0.name == "ErrorResponse" } ?? false
    }
}

// MARK: Classification

extension ErrorResponse {
    /// Whether the service rejected the request's time.
    ///
    /// Services other than S3 have no code of their own for it: their message begins with these words.
    var isClockSkew: Bool {
        ["RequestTimeTooSkewed", "RequestExpired", "RequestInTheFuture"].contains(code)
            || reason.hasPrefix("Signature expired:") || reason.hasPrefix("Signature not yet current:")
    }

    /// Whether the service asks for fewer requests.
    public var isThrottling: Bool {
        Self.throttlingCodes.contains(code) || status == 429 || status == 503
    }

    /// Whether the same request may well succeed when it is sent again.
    public var isTransient: Bool {
        isThrottling || HTTPResponse.isTransient(status: status) || Self.transientCodes.contains(code)
    }

    /// Whether the credentials are the cause, which then fail every other request too.
    public var isAuthenticationFailure: Bool {
        Self.signatureCodes.contains(code) || Self.sessionCodes.contains(code)
    }

    /// Codes of requests that were too many, whatever their status: those of botocore, and those of S3.
    ///
    /// Not `LimitExceededException`: ECR and IAM say so of quotas, which waiting does not raise.
    static let throttlingCodes: Set = [
        "BandwidthLimitExceeded", "EC2ThrottledException", "PriorRequestNotComplete",
        "ProvisionedThroughputExceededException", "RequestLimitExceeded", "RequestThrottled",
        "RequestThrottledException",
        "SlowDown", "ThrottledException", "Throttling", "ThrottlingException", "TooManyRequests",
        "TooManyRequestsException", "TransactionInProgressException",
    ]
    /// Codes of failures that pass, whatever their status: an error that follows a status 200 has no other sign.
    static let transientCodes: Set = [
        "InternalError", "InternalFailure", "InternalServerError", "RequestTimeout", "RequestTimeoutException",
        "ServiceUnavailable",
        // S3: another write of the same key was in progress.
        "ConditionalRequestConflict", "OperationAborted",
    ]
    /// Codes of keys or signatures that are wrong.
    static let signatureCodes: Set = [
        "SignatureDoesNotMatch", "InvalidAccessKeyId", "InvalidSecurity", "InvalidSignatureException",
        "InvalidClientTokenId", "UnrecognizedClientException", "AuthFailure",
    ]
    /// Codes of sessions that are over or unknown.
    static let sessionCodes: Set = [
        "ExpiredToken", "ExpiredTokenException", "InvalidToken", "TokenRefreshRequired",
    ]
}

/// A redirection may repeat the query, and with it a signature; an accent after the question mark changes nothing.
private func withoutQuery(_ url: String) -> String {
    String(url.unicodeScalars.prefix { $0 != "?" })
}

/// Reads `x-amz-retry-after`, in milliseconds, and `Retry-After`, in seconds or as a date (RFC 9110, section 10.2.3).
private func delay(askedForIn headers: HTTPHeaders, serverTime: Timestamp?) -> Duration? {
    if let text = headers["x-amz-retry-after"], let milliseconds = Int(text), milliseconds >= 0 {
        return .milliseconds(milliseconds)
    }
    guard let text = headers["Retry-After"] else { return nil }
    if let seconds = Int(text) { return seconds >= 0 ? .seconds(seconds) : nil }
    guard let date = Timestamp(httpDate: text), let serverTime, serverTime < date else { return nil }
    return .seconds(date.secondsSinceEpoch - serverTime.secondsSinceEpoch)
}
