import AWS
import AWSNames
import HTTP
import Testing
import TestSupport

@Suite struct ErrorResponseTests {
    private func error(_ status: Int, _ body: String, headers: HTTPHeaders = [:]) async throws -> ErrorResponse {
        let transport = ScriptedTransport([HTTPResponse(status: status, headers: headers, body: Array(body.utf8))])
        var policy = TestClock().policy
        policy.attemptLimit = 5
        let client = AWSClient(
            service: "sts",
            region: try Region("eu-west-1"),
            AWSClient.Configuration(transport: transport, credentials: nil, retryPolicy: policy)
        )
        let request = AWSRequest(operation: "AssumeRole", HTTPRequest(.post, client.region.endpoint(of: "sts")))
        return try #require(await #expect(throws: ErrorResponse.self) { try await client.send(request) })
    }

    @Test(
        arguments: [
            // S3.
            ("<Error><Code>AccessDenied</Code><Message>m</Message><RequestId>r</RequestId></Error>", [:], "r"),
            // Query, with the namespace that STS declares.
            (
                """
                <ErrorResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
                  <Error><Type>Sender</Type><Code>AccessDenied</Code><Message>m</Message></Error>
                  <RequestId>r</RequestId>
                </ErrorResponse>
                """, [:], "r"
            ),
            // AWS JSON 1.1, with and without the namespace.
            (#"{"__type":"AccessDenied","message":"m"}"#, ["x-amzn-RequestId": "r"], "r"),
            (#"{"__type":"com.amazonaws.ecr#AccessDenied","Message":"m"}"#, [:], nil),
            // REST JSON.
            (#"{"message":"m"}"#, ["x-amzn-ErrorType": "AccessDenied:http://internal.amazon.com/coral/"], nil),
            (#"{"code":"AccessDenied","message":"m"}"#, [:], nil),
        ] as [(String, [String: String], String?)]
    )
    func errorIsReadInEveryFormat(body: String, fields: [String: String], requestID: String?) async throws {
        let headers = fields.reduce(into: [:] as HTTPHeaders) { $0[$1.key] = $1.value }
        let error = try await error(403, body, headers: headers)
        #expect((error.code, error.reason) == ("AccessDenied", "m"))
        #expect(error.requestID == requestID)
        #expect(!error.isTransient)
        let request = requestID.map { ", request \($0)" } ?? ""
        #expect(error.message == "AssumeRole of sts failed: AccessDenied: m (status 403\(request))")
    }

    @Test(arguments: ["", "<html><body>502</body></html>", "[1]", "{", #"{"__type":7,"message":["m"]}"#, "null"])
    func unreadableBodyLeavesStatus(body: String) async throws {
        let error = try await error(502, body)
        #expect((error.code, error.reason, error.status) == ("", "", 502))
        #expect(error.isTransient)
        #expect(error.message == "AssumeRole of sts failed: the server failed (status 502, 5 attempts)")
    }

    @Test(arguments: ["?a=b", "?\u{301}a=b"])
    func redirectionsShowNoQuery(query: String) async throws {
        let body = "<Error><Code>PermanentRedirect</Code><Endpoint>b.s3.amazonaws.com\(query)</Endpoint></Error>"
        #expect(try await error(301, body).redirection == "b.s3.amazonaws.com")
        let location = try await error(307, "", headers: ["Location": "https://b.s3.amazonaws.com/k\(query)"])
        #expect(location.redirection == "https://b.s3.amazonaws.com/k")
    }

    @Test func terminalCommandsAreEscaped() async throws {
        let error = try await error(403, #"{"code":"A\u001b[31m","message":"m\u009b2J\u007f\r\nn"}"#)
        #expect((error.code, error.reason) == (#"A\u{1b}[31m"#, #"m\u{9b}2J\u{7f}\r\nn"#))
    }

    @Test(arguments: ["ExpiredToken", "ExpiredTokenException", "InvalidClientTokenId", "UnrecognizedClientException"])
    func authenticationFailuresHaveHints(code: String) async throws {
        let error = try await error(403, #"{"__type":"\#(code)"}"#)
        #expect(error.isAuthenticationFailure)
        #expect(error.hint?.contains("credentials") == true || error.hint?.contains("AWS_ACCESS_KEY_ID") == true)
    }
}
