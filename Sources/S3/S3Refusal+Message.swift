extension S3Refusal {
    /// What failed, on what, in S3's words.
    public var message: String {
        var details = ["status \(status)"]
        if let requestID { details.append("request \(requestID)") }
        if attemptCount > 1 { details.append("\(attemptCount) attempts") }
        let cause = [code, reason].filter { !$0.isEmpty }.joined(separator: ": ")
        return "\(operation) of 's3://\(bucket)/\(key)' failed: \(cause.isEmpty ? meaning : cause) "
            + "(\(details.joined(separator: ", ")))"
    }

    /// What to do about it.
    public var hint: String? {
        if let bucketRegion, isWrongRegion {
            return "the bucket is in \(bucketRegion): set the destination's region to '\(bucketRegion)'"
        }
        if let hint = Self.hints[code] { return hint }
        return switch status {
        case 301, 302, 307, 308: redirectionHint
        case 401, 403: accessHint
        case 404: "check the bucket's name and the endpoint"
        case _ where isTransient: "the server is overloaded or failing: run again later; what was published is kept"
        default: nil
        }
    }

    /// What a status means where the server says nothing, as it does to every HEAD.
    private var meaning: String {
        switch status {
        case 301, 302, 307, 308: "the bucket is elsewhere"
        case 400: "bad request"
        case 401, 403: "access denied"
        case 404: "not found"
        case 412: "a precondition did not hold"
        case 500...599: "the server failed"
        default: "unexpected answer"
        }
    }

    private var isWrongRegion: Bool {
        [301, 302, 307, 308].contains(status)
            || ["AuthorizationHeaderMalformed", "PermanentRedirect", "IllegalLocationConstraintException"]
                .contains(code)
            // To HEAD, S3 answers with the status and the bucket's region alone.
            || status == 400 && code.isEmpty
    }

    private var redirectionHint: String {
        guard let redirection else { return "set the destination's region and endpoint to the bucket's own" }
        return "the server names \(redirection): set the destination's region and endpoint to the bucket's own"
    }

    private var accessHint: String {
        let permissions = "check that the credentials may use this bucket: s3:GetObject, s3:ListBucket, s3:PutObject"
        guard let expectedBucketOwner else { return permissions }
        return "check that account \(expectedBucketOwner) (expectedBucketOwner) owns the bucket; if so, \(permissions)"
    }

    private static let credentialsHint =
        "check AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or the profile that AWS_PROFILE names"
    private static let sessionHint =
        "the session is over or its token wrong: get new credentials, as with 'aws sso login'"

    private static let hints = [
        "SignatureDoesNotMatch": credentialsHint,
        "InvalidAccessKeyId": credentialsHint,
        "InvalidSecurity": credentialsHint,
        "ExpiredToken": sessionHint,
        "ExpiredTokenException": sessionHint,
        "InvalidToken": sessionHint,
        "TokenRefreshRequired": sessionHint,
        "AuthorizationHeaderMalformed": "check the destination's region",
        "NoSuchBucket": "create the bucket, or correct the destination's bucket or endpoint",
        "RequestTimeTooSkewed": "set this machine's clock",
        "NoSuchUpload": "the upload was aborted elsewhere, perhaps by a lifecycle rule: run again",
        "EntityTooLarge": "the server takes no objects or parts of this size",
        "BadDigest": "bytes were changed on the way: run again, and suspect proxies and memory",
        "XAmzContentSHA256Mismatch": "bytes were changed on the way: run again, and suspect proxies and memory",
        "QuotaExceeded": "the server's storage is full",
        "XMinioStorageFull": "the server's storage is full",
    ]
}
