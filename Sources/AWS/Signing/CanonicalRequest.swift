internal import HTTP

/// Stage 1 of Signature Version 4: the request in the one form that client and server both hash.
///
/// See "Create a signed AWS API request" in the AWS Identity and Access Management user guide, step 1.
package struct CanonicalRequest: Sendable, Hashable {
    /// The whole text, whose digest is signed.
    package let text: String
    /// The names of the headers that are signed: lower-case, sorted, joined by semicolons.
    package let signedHeaders: String

    init(_ request: HTTPRequest, payload: PayloadHash, rules: SigningRules) {
        let headers = Self.headers(of: request)
        signedHeaders = headers.map(\.name).joined(separator: ";")
        text = [
            request.method.rawValue,
            Self.path(of: request.url, rules: rules),
            Self.query(of: request.url),
            headers.map { "\($0.name):\($0.value)\n" }.joined(),
            signedHeaders,
            payload.text,
        ].joined(separator: "\n")
    }
}

// MARK: Path

extension CanonicalRequest {
    // S3 signs the path as it is sent, since `a//b` and `a/../b` are keys like any other. Every other service takes the
    // path as it is sent, without its dot segments and empty segments, and encodes it once more.
    private static func path(of url: HTTPURL, rules: SigningRules) -> String {
        let sent = url.encodedPath.isEmpty ? "/" : url.encodedPath
        let path = rules.normalizesPath ? normalized(sent) : sent
        return rules.encodesPathTwice ? HTTPURL.percentEncode(path, keepingSlashes: true) : path
    }

    private static func normalized(_ path: String) -> String {
        var segments: [Substring] = []
        for segment in path.split(separator: "/") {
            switch segment {
            case ".": continue
            case "..": segments.removeLast(segments.isEmpty ? 0 : 1)
            default: segments.append(segment)
            }
        }
        guard !segments.isEmpty else { return "/" }
        return "/\(segments.joined(separator: "/"))\(path.hasSuffix("/") ? "/" : "")"
    }
}

// MARK: Query

extension CanonicalRequest {
    /// The encoded items sorted by name, then by value; a name without a value has an empty one.
    private static func query(of url: HTTPURL) -> String {
        url.query
            .map { (name: HTTPURL.percentEncode($0.name), value: HTTPURL.percentEncode($0.value ?? "")) }
            .sorted { $0 < $1 }
            .map { "\($0.name)=\($0.value)" }
            .joined(separator: "&")
    }
}

// MARK: Headers

extension CanonicalRequest {
    private typealias Header = (name: String, value: String)

    /// Headers that proxies and HTTP libraries add, change or drop: signing them would break the signature.
    private static let unsignedHeaders: Set = [
        "authorization", "connection", "expect", "keep-alive", "proxy-authorization", "te", "transfer-encoding",
        "upgrade", "user-agent", "x-amzn-trace-id",
    ]

    private static func headers(of request: HTTPRequest) -> [Header] {
        var values: [String: [String]] = [:]
        for field in request.headers.fields {
            values[field.name.lowercased(), default: []].append(folded(field.value))
        }
        // The transport sends the URL's authority, whatever a caller wrote among the headers.
        values["host"] = [request.url.authority]
        return
            values
            .filter { !unsignedHeaders.contains($0.key) }
            .sorted { $0.key < $1.key }
            .map { ($0.key, $0.value.joined(separator: ",")) }
    }

    /// A value without white space at its ends, and with one space for each run of it inside: line folding
    /// (RFC 9112, section 5.2) goes the same way.
    private static func folded(_ value: String) -> String {
        value.utf8
            .split { $0 == UInt8(ascii: " ") || (0x09...0x0d).contains($0) }
            .map { String(Substring($0)) }
            .joined(separator: " ")
    }
}
