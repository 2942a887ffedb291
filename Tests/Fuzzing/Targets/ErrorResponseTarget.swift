import AWS
import AWSNames
import HTTP

extension FuzzTarget {
    private static let secret = "wJalrXUtnFEMI/K7MDENG+bPxRfiCY"
    private static let statuses = [400, 301, 403, 404, 409, 429, 500, 503]

    /// The body of an error response, XML or JSON, and after NUL bytes the values of headers: whatever a server sends,
    /// people see bounded texts without control characters.
    static let errorResponse = FuzzTarget("error-response") { input in
        let fields = input.fields(atMost: 6)
        let names = ["x-amzn-ErrorType", "Retry-After", "Date", "Location", "x-amz-retry-after"]
        let headers = zip(names, fields.dropFirst()).reduce(into: [:] as HTTPHeaders) { $0.add($1.0, $1.1) }
        let response = HTTPResponse(
            status: statuses[input.count % statuses.count],
            headers: headers,
            body: Array(fields[0].utf8)
        )
        let request = AWSRequest(operation: "GetObject", HTTPRequest(.get, try Region("eu-west-1").endpoint(of: "s3")))
        let secrets = KnownSecrets()
        secrets.insert(Credentials(accessKeyID: "AKID", secretAccessKey: secret))
        let error = ErrorResponse(response, to: request, of: "s3", attemptCount: 2) { secrets.shown($0) }
        let texts = [error.code, error.reason, error.requestID, error.region, error.redirection].compactMap(\.self)
        for text in texts + [error.message, error.hint].compactMap(\.self) { try requirePrintable(text) }
        for text in texts {
            try require(text.unicodeScalars.count <= 300, "'\(text)' is longer than a line")
            try require(!text.contains(secret), "'\(text)' shows the secret")
        }
        try require(error.redirection?.unicodeScalars.contains("?") != true, "a redirection shows a query")
        try require(error.retryAfter.map { $0 >= .zero } ?? true, "the server asks for a delay in the past")
    }
}
