import HTTP
import Logging
import Objects
import S3
import Synchronization
import Testing
import TestSupport

@Suite struct S3ErrorTests {
    private func error(_ response: HTTPResponse, owner: String? = nil) async throws -> S3Error {
        let client = try S3Client.test(ScriptedTransport([response]), owner: owner)
        return try #require(await #expect(throws: S3Error.self) { try await client.get("a/k", limit: 9) })
    }

    @Test(
        arguments: [
            (HTTPResponse.error(403, "SignatureDoesNotMatch"), "check AWS_ACCESS_KEY_ID"),
            (.error(403, "InvalidAccessKeyId"), "check AWS_ACCESS_KEY_ID"),
            (.error(400, "ExpiredToken"), "new credentials"),
            (.error(403, "AccessDenied"), "s3:GetObject on 'arn:aws:s3:::bucket/a/k'"),
            (.error(403, "AccessDenied"), "s3:ListBucket on 'arn:aws:s3:::bucket'"),
            (
                .error(403, "AccessDenied", "User: u is not authorized to perform: kms:Decrypt on resource: r"),
                "have kms:Decrypt on the KMS key of the bucket"
            ),
            (.error(400, "KMS.DisabledException"), "is enabled"),
            (.error(404, "NoSuchBucket"), "create the bucket"),
            (.error(500, "InternalError"), "run again later"),
            (.error(301, "PermanentRedirect", headers: ["x-amz-bucket-region": "eu-west-1"]), "'eu-west-1'"),
            (.error(400, "TemporaryRedirect", headers: ["x-amz-bucket-region": "eu-west-3"]), "'eu-west-3'"),
            (.error(400, "TemporaryRedirect", extra: "<Region>eu-west-3</Region>"), "'eu-west-3'"),
            (
                .error(400, "TemporaryRedirect", extra: "<Endpoint>bucket.s3.eu-west-3.amazonaws.com</Endpoint>"),
                "'eu-west-3'"
            ),
            (
                .error(307, "TemporaryRedirect", extra: "<Endpoint>bucket.s3-eu-west-3.amazonaws.com</Endpoint>"),
                "'eu-west-3'"
            ),
            (
                .error(307, "", headers: ["Location": "https://b.s3.dualstack.us-west-2.amazonaws.com:443/k"]),
                "'us-west-2'"
            ),
            (.error(400, "TemporaryRedirect", headers: ["x-amz-bucket-region": "us-east-1"]), "region and endpoint"),
            (.error(400, "TemporaryRedirect"), "region and endpoint"),
            (.error(301, "PermanentRedirect", extra: "<Endpoint>b.example.com</Endpoint>"), "b.example.com"),
            (.error(400, "AuthorizationHeaderMalformed", extra: "<Region>eu-south-2</Region>"), "'eu-south-2'"),
            (
                .error(307, "TemporaryRedirect", extra: "<Endpoint>b.s3-x.amazonaws.com</Endpoint>"),
                "b.s3-x.amazonaws"
            ),
            (HTTPResponse(status: 403), "check that the credentials"),
            (HTTPResponse(status: 418, body: Array("<html>".utf8)), nil),
        ] as [(HTTPResponse, String?)]
    )
    func errorResponsesHaveHints(response: HTTPResponse, hint: String?) async throws {
        let error = try await error(response)
        if let hint {
            #expect(error.hint?.contains(hint) == true, "\(error.hint ?? "no hint")")
        } else {
            #expect(error.hint == nil)
        }
        #expect(error.message.contains("'s3://bucket/a/k'"))
        #expect(error.message.contains("status \(response.status)"))
    }

    @Test func messageHasServerMessageAndRequestID() async throws {
        let response = HTTPResponse.error(403, "AccessDenied", "Access Denied", headers: ["x-amz-request-id": "ID7"])
        #expect(
            try await error(response).message
                == "GetObject of 's3://bucket/a/k' failed: AccessDenied: Access Denied (status 403, request ID7)"
        )
    }

    @Test func wrongOwnerIsNamedInHint() async throws {
        let error = try await error(.error(403, "AccessDenied"), owner: "123456789012")
        #expect(error.hint?.contains("123456789012 (expectedBucketOwner)") == true)
    }

    @Test func controlCharactersOfServersAreEscaped() async throws {
        let error = try await error(.error(400, "Bad", "a&#10;b\u{7f}c" + String(repeating: "x", count: 9999)))
        #expect(error.message.contains(#"a\nb\u{7f}c"#))
        #expect(error.message.utf8.count < 500)
    }

    @Test func failedHeadIsRepeatedByGet() async throws {
        let transport = ScriptedTransport([HTTPResponse(status: 403), .error(403, "SignatureDoesNotMatch")])
        let error = await #expect(throws: S3Error.self) { try await S3Client.test(transport).head("k") }
        #expect(error?.message.contains("SignatureDoesNotMatch") == true)
        #expect(transport.requests.map(\.method) == [.head, .get])
    }

    @Test(arguments: ["", String(repeating: "é", count: 513)])
    func invalidKeysAreRejected(key: String) async throws {
        let transport = ScriptedTransport([HTTPResponse(status: 200)])
        await #expect(throws: S3Error.invalidKey(key)) { try await S3Client.test(transport).head(key) }
        #expect(transport.requests.isEmpty)
    }

    @Test func secretsAreNotLogged() async throws {
        let lines = LogLines()
        let logger = Logger(label: "test") { _ in LineHandler(lines: lines) }
        let transport = ScriptedTransport([
            .failure(HTTPError(.timedOut, HTTPRequest(.get, HTTPURL(scheme: .https, host: "h")))),
            .success(.error(500, "InternalError")), .success(.error(403, "AccessDenied")),
        ])
        let client = try S3Client.test(transport, logger: logger)
        let error = await #expect(throws: S3Error.self) { try await client.get("k", limit: 1) }
        let text = lines.text + String(reflecting: error)
        #expect(text.contains("status=500"))
        let authorization = try #require(transport.requests.first?.headers["Authorization"])
        let signature = try #require(authorization.split(separator: "Signature=").last)
        for secret in [S3Client.testSecret, S3Client.testToken, String(signature), "Signature="] {
            #expect(!text.contains(secret))
        }
    }
}

private final class LogLines: Sendable {
    private let lines = Mutex<[String]>([])
    var text: String { lines.withLock { $0.joined(separator: "\n") } }
    func append(_ line: String) { lines.withLock { $0.append(line) } }
}

private struct LineHandler: LogHandler {
    let lines: LogLines
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let details = (event.metadata ?? [:]).map { "\($0)=\($1)" }.joined(separator: " ")
        lines.append("\(event.message) \(details)")
    }
}
