public import AWSNames
public import Basics
public import Objects

/// An error of an operation on a bucket; those of the network are `HTTPError`s.
public enum S3Error: UserFacingError, Hashable {
    /// The server rejected a request, or failed at it.
    case errorResponse(S3ErrorResponse)
    /// The bytes of an object do not have the expected digest.
    case checksumMismatch(
        bucket: BucketName,
        key: String,
        algorithm: ChecksumAlgorithm,
        expected: String,
        actual: String
    )
    /// The server's response does not have the form that S3 specifies.
    case invalidResponse(operation: String, bucket: BucketName, key: String, problem: String)
    /// A text that cannot be a key: it is empty or longer than 1,024 bytes.
    case invalidKey(String)

    /// The failure and the object.
    public var message: String {
        switch self {
        case .errorResponse(let response): response.message
        case .checksumMismatch(let bucket, let key, let algorithm, let expected, let actual):
            "'s3://\(bucket)/\(key)' has the \(algorithm.title) \(actual.printable()), not \(expected)"
        case .invalidResponse(let operation, let bucket, let key, let problem):
            "the response to \(operation) of 's3://\(bucket)/\(key)' \(problem)"
        case .invalidKey(let text): "'\(text.prefix(80))' is not a key: it has \(text.utf8.count) bytes"
        }
    }

    /// The remedy.
    public var hint: String? {
        switch self {
        case .errorResponse(let response): response.hint
        case .checksumMismatch: "bytes were changed on the way or at rest; run again, and suspect proxies and memory"
        case .invalidResponse: "check that the endpoint is a server that speaks S3"
        case .invalidKey: "it has 1 to 1024 bytes of UTF-8"
        }
    }

    /// The kind of the failure.
    public var errorCode: Diagnostic.Code {
        switch self {
        case .errorResponse(let response): response.errorCode
        case .checksumMismatch: "checksum-mismatch"
        case .invalidResponse: "invalid-response"
        case .invalidKey: "invalid-key"
        }
    }

    /// Corrupt objects have an exit status of their own.
    public var exitStatus: ExitStatus {
        switch self {
        case .checksumMismatch: .corrupt
        case .invalidKey: .usage
        case .errorResponse, .invalidResponse: .failed
        }
    }
}
