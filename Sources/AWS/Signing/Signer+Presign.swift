public import HTTP

extension Signer {
    /// The longest that AWS lets a presigned URL live: seven days.
    public static let longestExpiry = 604_800

    /// Returns the request's URL with a signature in its query, for someone without credentials to use.
    ///
    /// Whoever uses the URL must use the request's method and send its headers. The session token, if there is one,
    /// stands in the URL: it is as secret as the signature.
    ///
    /// - Parameters:
    ///   - request: The request to allow.
    ///   - payload: The statement about the body: S3 accepts nothing but `.unsigned` in a query.
    ///   - seconds: The URL's validity, from one second to `longestExpiry`; the server rejects anything else.
    ///   - time: The start of the validity.
    public func presign(
        _ request: HTTPRequest,
        payload: PayloadHash = .unsigned,
        expiresIn seconds: Int,
        at time: Timestamp
    ) -> HTTPURL {
        let prepared = preparedForPresigning(request, expiresIn: seconds, at: time)
        let canonical = canonicalRequest(prepared, payload: payload)
        var url = prepared.url
        url.query.append(.init("X-Amz-Signature", signature(of: stringToSign(canonical, at: time), at: time)))
        if !rules.signsSessionToken, let token = credentials.sessionToken {
            url.query.append(.init("X-Amz-Security-Token", token))
        }
        return url
    }

    /// The request with all the query items that will be signed.
    package func preparedForPresigning(
        _ request: HTTPRequest,
        expiresIn seconds: Int,
        at time: Timestamp
    ) -> HTTPRequest {
        var request = request
        request.url.query += [
            .init("X-Amz-Algorithm", Self.algorithm),
            .init("X-Amz-Credential", "\(credentials.accessKeyID)/\(scope(at: time))"),
            .init("X-Amz-Date", time.basicDateTime),
            .init("X-Amz-Expires", String(seconds)),
            .init("X-Amz-SignedHeaders", canonicalRequest(request, payload: .unsigned).signedHeaders),
        ]
        if rules.signsSessionToken, let token = credentials.sessionToken {
            request.url.query.append(.init("X-Amz-Security-Token", token))
        }
        return request
    }
}
