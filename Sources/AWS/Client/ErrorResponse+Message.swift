public import Basics

extension ErrorResponse {
    /// The operation, the service and the cause.
    public var message: String { "\(operation) of \(service) failed: \(summary)" }

    /// The cause in the service's words, with the status, the request's identifier and the number of attempts.
    public var summary: String {
        var details = ["status \(status)"]
        if let requestID { details.append("request \(requestID)") }
        if attemptCount > 1 { details.append("\(attemptCount) attempts") }
        let cause = [code, reason].filter { !$0.isEmpty }.joined(separator: ": ")
        return "\(cause.isEmpty ? statusMeaning : cause) (\(details.joined(separator: ", ")))"
    }

    /// The service's own code, or the HTTP status where the response has none.
    public var errorCode: Diagnostic.Code { Diagnostic.Code(rawValue: code.isEmpty ? "http-\(status)" : code) }

    /// The remedy, where the code or the status suggests one that holds for every service.
    public var hint: String? {
        if Self.signatureCodes.contains(code) {
            return "check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the profile that AWS_PROFILE names"
        }
        if Self.sessionCodes.contains(code) {
            return "the session is over or its token wrong: get new credentials, as with 'aws sso login'"
        }
        if code == "RequestTimeTooSkewed" || isClockSkew { return "set this machine's clock" }
        return isTransient ? "the server is overloaded or failing: run again later; what was published is kept" : nil
    }

    /// The meaning of a status where the service says nothing, as in every response to HEAD.
    private var statusMeaning: String {
        switch status {
        case 301, 302, 307, 308: "the resource is elsewhere"
        case 400: "bad request"
        case 401, 403: "access denied"
        case 404: "not found"
        case 412: "a precondition did not hold"
        case 500...599: "the server failed"
        default: "unexpected response"
        }
    }
}
