public import Basics
internal import FoundationEssentials
internal import HTTP

/// A response by which a registry or its token server rejects a request or reports a failure.
///
/// Source: "Error Codes" in the OCI distribution specification.
public struct RegistryErrorResponse: UserFacingError, Hashable {
    /// The kinds of operations.
    public enum Operation: String, Sendable, Hashable {
        /// The existence of a blob or a manifest.
        case lookUp = "looking up"
        /// The bytes of a blob or a manifest.
        case read = "reading"
        /// An upload.
        case push = "pushing to"
        /// A token for the repository.
        case logIn = "logging in to"
    }

    /// The failed operation.
    public let operation: Operation
    /// The name of the repository, the image or the token server.
    public let item: String
    /// The registry's host and port.
    public let registry: String
    /// The HTTP status.
    public let status: Int
    /// The registry's error code, or an empty text where the response has no readable body, as for every HEAD.
    public let code: String
    /// The registry's description of the error.
    public let reason: String
    /// The number of attempts, the failed one included.
    public let attemptCount: Int
    /// Whether credentials for the registry are known.
    public let hasCredentials: Bool
    /// The delay that the registry asks for.
    package let retryAfter: Duration?

    /// The largest body that is read.
    static let byteLimit = 64 << 10

    /// Creates an error from a response.
    ///
    /// - Parameter shown: Makes the server's text fit to be shown.
    init(
        _ response: HTTPResponse,
        _ operation: Operation,
        _ item: String,
        registry: String,
        attemptCount: Int,
        hasCredentials: Bool,
        shown: (String) -> String
    ) {
        let error = ErrorBody.first(in: response.body)
        self.operation = operation
        self.item = item
        self.registry = registry
        status = response.status
        code = shown(error?.code ?? "")
        reason = shown(error?.message ?? "")
        self.attemptCount = attemptCount
        self.hasCredentials = hasCredentials
        retryAfter = response.headers["Retry-After"].flatMap { Int($0) }.flatMap { $0 >= 0 ? .seconds($0) : nil }
    }
}

// MARK: Classification

extension RegistryErrorResponse {
    /// Whether the registry asks for fewer requests.
    public var isThrottling: Bool { status == 429 || status == 503 || code == "TOOMANYREQUESTS" }

    /// Whether the same request may well succeed when it is sent again.
    public var isTransient: Bool { isThrottling || HTTPResponse.isTransient(status: status) }

    /// Whether the body of an error says that a token has expired, in ECR's words.
    static func namesExpiredToken(_ body: [UInt8]) -> Bool {
        ErrorBody.first(in: body)?.message?.lowercased().contains("authorization token has expired") ?? false
    }

    /// Whether the upload as a whole may succeed when it is begun again: its session or its bytes were lost on the way.
    var concernsUpload: Bool {
        ["BLOB_UPLOAD_UNKNOWN", "BLOB_UPLOAD_INVALID", "DIGEST_INVALID", "SIZE_INVALID"].contains(code) || status == 416
    }

    /// Whether the registry lacks blobs of a manifest.
    var lacksBlobs: Bool { ["MANIFEST_BLOB_UNKNOWN", "BLOB_UNKNOWN"].contains(code) }

    /// Whether there is no such repository.
    public var isRepositoryMissing: Bool { code == "NAME_UNKNOWN" }
}

// MARK: Text

extension RegistryErrorResponse {
    /// The operation, the item, and the cause in the registry's words.
    public var message: String {
        var details = ["status \(status)"]
        if attemptCount > 1 { details.append("\(attemptCount) attempts") }
        let cause = [code, reason].filter { !$0.isEmpty }.joined(separator: ": ")
        let summary = "\(cause.isEmpty ? meaning : cause) (\(details.joined(separator: ", ")))"
        return "\(operation.rawValue) '\(item.printable())' failed: \(summary)"
    }

    /// The registry's own code in the form of this program's, or the HTTP status.
    public var errorCode: Diagnostic.Code {
        switch code {
        case "UNAUTHORIZED": "registry-unauthorized"
        case "DENIED": "registry-denied"
        case "NAME_UNKNOWN": "repository-not-found"
        case "TOOMANYREQUESTS": "too-many-requests"
        default: Diagnostic.Code(rawValue: "http-\(status)")
        }
    }

    /// The remedy, where the code or the status suggests one.
    public var hint: String? {
        if status == 401 { return loginHint }
        if isRepositoryMissing {
            return "create the repository, or correct the destination's 'repository' or 'registry'"
        }
        switch status {
        case 403:
            let permission = operation == .push ? "push to" : "pull from"
            return hasCredentials ? "give the credentials for '\(registry)' permission to \(permission) it" : loginHint
        case 404: return "check the address: nothing there speaks the protocol of registries"
        case 405: return "the repository cannot be written: it is read-only, or a pull-through cache"
        case 413: return "a proxy before the registry takes no bodies of this size: raise its limit"
        case 300..<400: return "name the registry's own host: redirections are followed for blobs only"
        default:
            return isTransient ? "the registry is overloaded or failing: run again later; what was pushed is kept" : nil
        }
    }

    private var loginHint: String {
        hasCredentials
            ? "check the user name and the password for '\(registry)': 'docker login \(registry)' asks for them"
            : "log in with 'docker login \(registry)', or set SAGEASSETS_REGISTRY_AUTH"
    }

    /// The meaning of a status where the registry says nothing, as in every response to HEAD.
    private var meaning: String {
        switch status {
        case 300..<400: "it is elsewhere"
        case 400: "bad request"
        case 401: "not logged in"
        case 403: "access denied"
        case 404: "not found"
        case 405: "not allowed"
        case 413: "too large"
        case 429: "too many requests"
        case 500...599: "the server failed"
        default: "unexpected response"
        }
    }
}

/// The body of an error: `{"errors": [{"code": …, "message": …}]}`, or a token server's `{"details": …}`.
private struct ErrorBody: Decodable {
    struct Item: Decodable {
        let code: String?
        let message: String?
    }

    let errors: [Item]?
    let details: String?

    static func first(in body: [UInt8]) -> Item? {
        guard let document = try? JSONDecoder().decode(ErrorBody.self, from: Data(body)) else { return nil }
        return document.errors?.first ?? document.details.map { Item(code: nil, message: $0) }
    }
}
