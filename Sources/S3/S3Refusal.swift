internal import AWS
internal import HTTP

/// A server's answer that says no.
public struct S3Refusal: Sendable, Hashable {
    /// What was asked for, by S3's name: `PutObject`.
    public let operation: String
    /// The bucket that was asked.
    public let bucket: BucketName
    /// The key that was asked for.
    public let key: String
    /// The status: 403 and so on, or 200 for a failure that was found after the answer had begun.
    public let status: Int
    /// S3's code, `AccessDenied`, or an empty text where there was no readable answer, as for every HEAD.
    public let code: String
    /// S3's words.
    public let reason: String
    /// What S3's support asks for.
    public let requestID: String?
    /// Where the bucket is, where the answer names the region.
    public let bucketRegion: String?
    /// Where the server would have the request go.
    public let redirection: String?
    /// The owner that the request demanded.
    public let expectedBucketOwner: String?
    /// How many times the request was sent, this time included.
    public let attemptCount: Int
    /// How long the server asks to wait.
    let retryAfter: Duration?
    /// The server's clock.
    let serverTime: Timestamp?
}

extension S3Refusal {
    /// Reads an answer.
    init(_ answer: HTTPResponse, to operation: S3Operation, of configuration: S3Configuration, attemptCount: Int) {
        let error = XMLTree.parse(answer.body).flatMap { $0.name == "Error" ? $0 : nil }
        self.operation = operation.name
        bucket = configuration.bucket
        key = operation.key
        status = answer.status
        code = printable(error?.text(of: "Code") ?? "")
        reason = printable(error?.text(of: "Message") ?? "")
        requestID = (answer.headers["x-amz-request-id"] ?? error?.text(of: "RequestId")).map(printable)
        bucketRegion = (answer.headers["x-amz-bucket-region"] ?? error?.text(of: "Region")).map(printable)
        redirection = (error?.text(of: "Endpoint") ?? answer.headers["Location"].map(withoutQuery)).map(printable)
        expectedBucketOwner = configuration.expectedBucketOwner
        self.attemptCount = attemptCount
        serverTime = answer.headers["Date"].flatMap { Timestamp(httpDate: $0) }
        retryAfter = waitingTime(answer.headers, serverTime: serverTime)
    }

    /// Whether the clocks differ by more than S3 allows.
    var isClockSkew: Bool { code == "RequestTimeTooSkewed" }

    /// Whether the server asks for fewer requests.
    var isThrottling: Bool {
        ["SlowDown", "Throttling", "ThrottlingException", "TooManyRequests", "RequestLimitExceeded"].contains(code)
            || status == 429 || status == 503
    }

    /// Whether the same request may well succeed when it is sent again.
    public var isTransient: Bool {
        isThrottling || [500, 502, 503, 504].contains(status)
            || ["InternalError", "RequestTimeout", "ServiceUnavailable"].contains(code)
            // Another write of the same key was in progress.
            || status == 409 && (code == "ConditionalRequestConflict" || code == "OperationAborted")
    }
}

extension S3Refusal {
    /// Whether any other request to the bucket would be refused as well: it is about who asks, or about the bucket.
    public var concernsWholeBucket: Bool {
        switch code {
        case "InvalidAccessKeyId", "SignatureDoesNotMatch", "InvalidToken", "ExpiredToken", "TokenRefreshRequired",
            "RequestTimeTooSkewed", "AccountProblem", "NoSuchBucket", "InvalidBucketName", "PermanentRedirect",
            "AuthorizationHeaderMalformed", "AuthFailure", "InvalidSecurity", "AccessDenied":
            true
        // A HEAD's answer has no code.
        default: [301, 307, 401].contains(status) || status == 403
        }
    }
}

/// Text of a server on its way to a terminal: one line of bounded length.
private func printable(_ text: String) -> String {
    String(text.unicodeScalars.prefix(300).map { $0.value < 0x20 || $0.value == 0x7f ? " " : Character($0) })
}

/// A redirection may repeat the query, and with it a signature.
private func withoutQuery(_ url: String) -> String {
    String(url.prefix { $0 != "?" })
}

/// Reads `x-amz-retry-after`, in milliseconds, and `Retry-After`, in seconds or as a date (RFC 9110, section 10.2.3).
private func waitingTime(_ headers: HTTPHeaders, serverTime: Timestamp?) -> Duration? {
    if let text = headers["x-amz-retry-after"], let milliseconds = Int(text), milliseconds >= 0 {
        return .milliseconds(milliseconds)
    }
    guard let text = headers["Retry-After"] else { return nil }
    if let seconds = Int(text) { return seconds >= 0 ? .seconds(seconds) : nil }
    guard let date = Timestamp(httpDate: text), let serverTime, serverTime < date else { return nil }
    return .seconds(date.secondsSinceEpoch - serverTime.secondsSinceEpoch)
}
