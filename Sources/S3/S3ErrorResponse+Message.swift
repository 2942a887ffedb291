internal import AWS
internal import Basics

extension S3ErrorResponse {
    /// The operation, the object's URI and the cause.
    var message: String { "\(response.operation) of 's3://\(bucket)/\(key)' failed: \(response.summary)" }

    /// S3's own code, or the HTTP status where the response has none.
    var errorCode: Diagnostic.Code { response.errorCode }

    /// The remedy: S3's own, else the one that holds for every service.
    var hint: String? {
        if let region = response.region, isWrongRegion {
            return "the bucket is in \(region): set the destination's region to '\(region)'"
        }
        if let hint = Self.hints[code] { return hint }
        if response.isAuthenticationFailure { return response.hint }
        return switch status {
        case 301, 302, 307, 308: redirectionHint
        case 401, 403: accessHint
        case 404: "check the bucket's name and the endpoint"
        default: response.hint
        }
    }

    private var isWrongRegion: Bool {
        [301, 302, 307, 308].contains(status)
            || ["AuthorizationHeaderMalformed", "PermanentRedirect", "IllegalLocationConstraintException"]
                .contains(code)
            // S3's response to HEAD has the status and the bucket's region alone.
            || status == 400 && code.isEmpty
    }

    private var redirectionHint: String {
        guard let redirection = response.redirection else {
            return "set the destination's region and endpoint to the bucket's own"
        }
        return "the server names \(redirection): set the destination's region and endpoint to the bucket's own"
    }

    private var accessHint: String {
        let permissions = "check that the credentials may use this bucket: s3:GetObject, s3:ListBucket, s3:PutObject"
        guard let expectedBucketOwner else { return permissions }
        return "check that account \(expectedBucketOwner) (expectedBucketOwner) owns the bucket; if so, \(permissions)"
    }

    private static let hints = [
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
