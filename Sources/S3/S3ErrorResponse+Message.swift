internal import AWS
internal import AWSNames
internal import Basics
internal import Objects

extension S3ErrorResponse {
    /// The operation, the object's URI and the cause.
    var message: String { "\(response.operation) of 's3://\(bucket)/\(key)' failed: \(response.summary)" }

    /// S3's own code, or the HTTP status where the response has none.
    var errorCode: Diagnostic.Code { response.errorCode }

    /// The remedy: S3's own, else the one that holds for every service.
    var hint: String? {
        if let region = otherRegion {
            return "the bucket is in \(region): set the destination's region to '\(region)'"
        }
        if let hint = checksumHint ?? Self.hints[code] { return hint }
        if response.isAuthenticationFailure { return response.hint }
        if concernsKMS { return keyHint }
        if Self.redirections.contains(code) { return redirectionHint }
        return switch status {
        case 301, 302, 307, 308: redirectionHint
        case 401, 403: accessHint
        case 404: "check the bucket's name and the endpoint"
        default: response.hint
        }
    }

    /// The region to set, where the server says that it is another one than the request's.
    private var otherRegion: String? {
        let isRedirection = [301, 302, 307, 308].contains(status) || Self.redirections.contains(code)
        // S3's response to HEAD has the status and the bucket's region alone.
        guard isRedirection || Self.wrongRegions.contains(code) || status == 400 && code.isEmpty else { return nil }
        let name = response.region ?? (isRedirection ? response.redirection.flatMap(regionOfEndpoint) : nil)
        return name.flatMap { try? Region($0) }.flatMap { $0 == configuration.region ? nil : $0.name }
    }

    /// The remedy where the server may not know the requested checksum: servers reject it in different ways.
    private var checksumHint: String? {
        let mayMeanChecksum = status == 501 || Self.checksumRejections.contains(code)
        guard configuration.checksumAlgorithm == .crc64nvme, permissions.isWrite, mayMeanChecksum else { return nil }
        return "check that the server supports CRC64NVME as S3 does; if not, publish with '--checksum sha256'"
    }

    private var redirectionHint: String {
        guard let redirection = response.redirection else {
            return "set the destination's region and endpoint to the bucket's own"
        }
        return "the server names \(redirection): set the destination's region and endpoint to the bucket's own"
    }

    private var accessHint: String {
        var hint = "check that the credentials have \(permissions.description)"
        if permissions.isWrite, configuration.requestedEncryption == nil {
            hint += "; if the bucket's policy demands encryption, set the destination's 'encryption'"
        } else if permissions.isRead {
            hint += ", and s3:ListBucket on '\(permissions.bucketARN)', without which missing objects are forbidden too"
        }
        guard let expectedBucketOwner else { return hint }
        return "check that account \(expectedBucketOwner) (expectedBucketOwner) owns the bucket; if so, \(hint)"
    }

    private var permissions: S3Permissions {
        S3Permissions(operation: operation, key: key, configuration: configuration)
    }

    /// Whether the service says that the key is the cause.
    private var concernsKMS: Bool {
        code.hasPrefix("KMS.") || status == 403 && (response.reason.contains("kms:") || response.reason.contains("KMS"))
    }

    private var keyHint: String {
        if status == 403 { return "check that the credentials have \(permissions.keyDescription)" }
        return "check that the KMS key exists in the bucket's region and is enabled; "
            + "the credentials need \(permissions.keyDescription)"
    }

    private static let redirections: Set = ["PermanentRedirect", "TemporaryRedirect", "Redirect"]
    private static let checksumRejections: Set = [
        "BadDigest", "InvalidArgument", "InvalidDigest", "InvalidRequest", "MalformedXML", "NotImplemented",
    ]
    private static let wrongRegions: Set = [
        "AuthorizationHeaderMalformed", "IllegalLocationConstraintException", "InvalidRegion",
    ]
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

/// Returns the region in the host name of one of S3's endpoints, `bucket.s3.eu-west-1.amazonaws.com` or an older form of it.
private func regionOfEndpoint(_ text: String) -> String? {
    let host = text.split(separator: "://").last?.prefix { $0 != "/" && $0 != ":" } ?? ""
    let match = host.firstMatch(
        of: /(?:^|\.)s3(?:-fips)?(?:\.dualstack)?[.\-]([a-z]+(?:-[a-z]+)+-[0-9]+)\.[a-z0-9.\-]+$/
    )
    return match.map { String($0.1) }
}
