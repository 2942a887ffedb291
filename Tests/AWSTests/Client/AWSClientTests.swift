import AWS
import AWSNames
import HTTP
import Testing
import TestSupport

/// Clients of services that speak JSON 1.1 (ECR) and the Query protocol (STS).
@Suite struct AWSClientTests {
    private static let body = Array("{}".utf8)
    private static let done = HTTPResponse(status: 200, body: body)

    private func client(
        _ service: String,
        _ transport: ScriptedTransport,
        clock: TestClock = TestClock(),
        isSigned: Bool = true
    ) throws -> AWSClient {
        let credentials = Credentials(accessKeyID: "AKID", secretAccessKey: "secret", sessionToken: "token")
        return AWSClient(
            service: service,
            region: try Region("eu-west-1"),
            AWSClient.Configuration(
                transport: transport,
                credentials: isSigned ? StaticCredentials(credentials) : nil,
                retryPolicy: clock.policy,
                now: { Timestamp(secondsSinceEpoch: clock.secondsSinceEpoch) }
            )
        )
    }

    private func request(_ service: String) throws -> AWSRequest {
        let url = try Region("eu-west-1").endpoint(of: service)
        let http = HTTPRequest(.post, url, headers: ["Content-Type": "application/x-amz-json-1.1"], body: Self.body)
        return AWSRequest(operation: "DescribeImages", http, payload: .of(Self.body), responseLimit: 9)
    }

    @Test func requestsAreSignedForServiceAndRegion() async throws {
        let transport = ScriptedTransport([Self.done])
        let client = try client("ecr", transport)
        #expect(try await client.send(try request("api.ecr")) == Self.done)
        let sent = try #require(transport.requests.first)
        #expect(sent.url.text == "https://api.ecr.eu-west-1.amazonaws.com/")
        #expect(sent.headers["Authorization"]?.contains("AKID/20150830/eu-west-1/ecr/aws4_request") == true)
        #expect(sent.headers["x-amz-security-token"] == "token")
        #expect(client.counters.requestCount == 1)
        #expect(client.counters.sentByteCount == 2)
    }

    @Test func requestsWithoutCredentialsAreNotSigned() async throws {
        let transport = ScriptedTransport([Self.done])
        _ = try await client("sso", transport, isSigned: false).send(try request("portal.sso"))
        #expect(transport.requests.first?.headers["Authorization"] == nil)
    }

    @Test func throttlingInJSONIsRetried() async throws {
        let clock = TestClock()
        let body = Array(#"{"__type":"ThrottlingException","message":"Rate exceeded"}"#.utf8)
        let transport = ScriptedTransport([HTTPResponse(status: 400, body: body), Self.done])
        #expect(try await client("ecr", transport, clock: clock).send(try request("api.ecr")) == Self.done)
        #expect(clock.delays == [.seconds(3)])
    }

    /// Services other than S3 have no code for it.
    @Test(arguments: [("InvalidSignatureException", 400), ("SignatureDoesNotMatch", 403)])
    func clockSkewIsCorrected(code: String, status: Int) async throws {
        let message = "Signature expired: 20150830T123600Z is now earlier than 20150830T133100Z"
        let skewed = HTTPResponse(
            status: status,
            headers: ["Date": "Sun, 30 Aug 2015 13:36:00 GMT"],
            body: Array(#"{"__type":"\#(code)","message":"\#(message)"}"#.utf8)
        )
        let transport = ScriptedTransport([skewed, Self.done])
        _ = try await client("ecr", transport).send(try request("api.ecr"))
        #expect(transport.requests.map { $0.headers["x-amz-date"] } == ["20150830T123600Z", "20150830T133600Z"])

        let other = ScriptedTransport([.error(403, "SignatureDoesNotMatch")])
        await #expect(throws: ErrorResponse.self) { try await client("sts", other).send(try request("sts")) }
        #expect(other.requests.count == 1)
    }

    @Test func errorDocumentWithStatus200IsAnErrorWhereExpected() async throws {
        let transport = ScriptedTransport([.error(200, "InternalFailure")])
        var request = try request("s3")
        #expect(try await client("s3", transport).send(request).status == 200)
        request.mayFailAfterStatus = true
        await #expect(throws: ErrorResponse.self) { try await client("s3", transport).send(request) }
    }

    @Test func errorsOfCredentialsAreNotRetried() async throws {
        let transport = ScriptedTransport([Self.done])
        let configuration = AWSClient.Configuration(transport: transport, credentials: CredentialChain([]))
        let client = AWSClient(service: "sts", region: try Region("eu-west-1"), configuration)
        await #expect(throws: AWSConfigurationError.self) { try await client.send(try request("sts")) }
        #expect(transport.requests.isEmpty)
    }
}
