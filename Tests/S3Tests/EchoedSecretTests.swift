import Basics
import Hashing
import HTTP
import Logging
import Objects
import S3
import Synchronization
import Testing
import TestSupport

/// A server that repeats the headers of the request in whatever field of the response.
@Suite struct EchoedSecretTests {
    private static let responses: [@Sendable (String) -> HTTPResponse] = [
        { .error(403, "AccessDenied", "your header was \($0)") },
        { .error(403, $0) },
        { .error(403, "AccessDenied", headers: ["x-amz-request-id": $0]) },
        { .error(403, "AccessDenied", extra: "<RequestId>\($0)</RequestId>") },
        { .error(301, "PermanentRedirect", headers: ["x-amz-bucket-region": $0]) },
        { .error(400, "AuthorizationHeaderMalformed", extra: "<Region>\($0)</Region>") },
        { .error(307, "TemporaryRedirect", headers: ["Location": "https://h/\($0)"]) },
        { .error(307, "TemporaryRedirect", extra: "<Endpoint>\($0)</Endpoint>") },
        { .error(500, "InternalError", $0) },
        { HTTPResponse(status: 400, body: Array(#"{"__type":"\#($0)","message":"\#($0)"}"#.utf8)) },
        { HTTPResponse(status: 403, headers: ["x-amzn-ErrorType": $0]) },
        { HTTPResponse(status: 403, headers: ["Server": $0], body: Array($0.utf8)) },
    ]

    @Test(arguments: responses.indices)
    func noFieldBringsSecretsToMessagesOrLogs(index: Int) async throws {
        for name in ["Authorization", "x-amz-security-token", "secret", "Signature"] {
            let lines = Mutex<[String]>([])
            let transport = EchoTransport(name: name, Self.responses[index])
            let handler = EchoLogHandler { line in lines.withLock { $0.append(line) } }
            let client = try S3Client.test(transport, logger: Logger(label: "test") { _ in handler })
            let error = await #expect(throws: S3Error.self) { try await client.get("k", limit: 9) }
            let reported = try #require(error.map { ReportedError($0) })
            let text =
                "\(reported.message) \(reported.hint ?? "") \(reported.json.compact) \(lines.withLock { $0.joined() })"
            let echo = try #require(transport.lastEcho)
            #expect(!text.contains(echo), "\(name): \(text)")
            for secret in [S3Client.testSecret, S3Client.testToken, String(echo.suffix(40))] {
                #expect(!text.contains(secret), "\(name): \(text)")
            }
        }
    }

    @Test func checksumsThatAreNoneAreNotShown() async throws {
        let transport = EchoTransport(name: "x-amz-security-token") {
            HTTPResponse(status: 200, headers: ["Content-Length": "1", "x-amz-checksum-sha256": $0], body: [0])
        }
        let client = try S3Client.test(transport)
        let object = try await client.get("k", limit: 9)
        #expect(object?.metadata.checksum == nil)
        let error = await #expect(throws: S3Error.self) {
            try await client.put([0], key: "k", sha256: SHA256.hash([0].span.bytes), onlyIfAbsent: false)
        }
        #expect(error?.message.contains("has the SHA-256 ***, not") == true, "\(error?.message ?? "")")
    }

    @Test func pathsOfCertificatesAreNotQuoted() async throws {
        let request = HTTPRequest(.get, HTTPURL(scheme: .https, host: "h"))
        let error = HTTPError(.invalidCertificateAuthorities, request, detail: "CAfile: /a\naws_secret_access_key = x")
        let transport = ScriptedTransport([.failure(error)])
        let thrown = await #expect(throws: HTTPError.self) { try await S3Client.test(transport).get("k", limit: 9) }
        #expect(thrown?.message.contains("CAfile") == false)
        #expect(thrown?.hint?.contains("AWS_CA_BUNDLE") == true)
    }

    @Test func errorsOfConnectionsAreCleared() async throws {
        let request = HTTPRequest(.get, HTTPURL(scheme: .https, host: "h"))
        let detail = "unexpected line 'x-amz-security-token: \(S3Client.testToken)'"
        let transport = ScriptedTransport([.failure(HTTPError(.other, request, detail: detail))])
        let error = await #expect(throws: HTTPError.self) { try await S3Client.test(transport).get("k", limit: 9) }
        #expect(error?.message.contains("unexpected line") == true)
        #expect(error?.message.contains(S3Client.testToken) == false)
    }
}

/// Answers each request with a response that repeats one of its headers, or the secret key.
private final class EchoTransport: HTTPTransport {
    private let echoes = Mutex<[String]>([])
    private let name: String
    private let response: @Sendable (String) -> HTTPResponse

    init(name: String, _ response: @escaping @Sendable (String) -> HTTPResponse) {
        (self.name, self.response) = (name, response)
    }

    var lastEcho: String? { echoes.withLock { $0.last } }

    func send(_ request: HTTPRequest, responseLimit limit: Int) async throws -> HTTPResponse {
        let authorization = request.headers["Authorization"] ?? ""
        let echo =
            switch name {
            case "secret": S3Client.testSecret
            case "Signature": authorization.split(separator: "Signature=").last.map(String.init) ?? ""
            default: request.headers[name] ?? ""
            }
        echoes.withLock { $0.append(echo) }
        return response(echo)
    }
}

private struct EchoLogHandler: LogHandler {
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace
    private let append: @Sendable (String) -> Void

    init(_ append: @escaping @Sendable (String) -> Void) { self.append = append }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { append("\(event.message) \(event.metadata ?? [:])") }
}
