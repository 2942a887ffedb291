public import Basics

/// What can go wrong with objects, apart from the way to the server, which `HTTPError` tells of.
public enum S3Error: UserFacingError, Hashable {
    /// The server refused a request, or failed at it.
    case refused(S3Refusal)
    /// The server has other bytes than it was sent.
    case checksumMismatch(bucket: BucketName, key: String, expected: String, actual: String)
    /// The server's answer is not one that S3 gives.
    case invalidAnswer(operation: String, bucket: BucketName, key: String, problem: String)
    /// A text is no name of a bucket.
    case invalidBucketName(String)
    /// A text is no key: it is empty or longer than 1,024 bytes.
    case invalidKey(String)

    /// What failed, on what.
    public var message: String {
        switch self {
        case .refused(let refusal): refusal.message
        case .checksumMismatch(let bucket, let key, let expected, let actual):
            "'s3://\(bucket)/\(key)' has the SHA-256 \(actual), not \(expected)"
        case .invalidAnswer(let operation, let bucket, let key, let problem):
            "the answer to \(operation) of 's3://\(bucket)/\(key)' \(problem)"
        case .invalidBucketName(let text): "'\(text)' is not the name of a bucket"
        case .invalidKey(let text): "'\(text.prefix(80))' is not a key: it has \(text.utf8.count) bytes"
        }
    }

    /// What to do about it.
    public var hint: String? {
        switch self {
        case .refused(let refusal): refusal.hint
        case .checksumMismatch: "bytes were changed on the way or at rest; run again, and suspect proxies and memory"
        case .invalidAnswer: "check that the endpoint is a server that speaks S3"
        case .invalidBucketName: "it has 3 to 255 letters, digits, dots, hyphens and underscores"
        case .invalidKey: "it has 1 to 1024 bytes of UTF-8"
        }
    }

    /// Corrupt objects have an exit status of their own.
    public var exitStatus: ExitStatus {
        switch self {
        case .checksumMismatch: .corrupt
        case .invalidBucketName, .invalidKey: .usage
        case .refused, .invalidAnswer: .failed
        }
    }
}
