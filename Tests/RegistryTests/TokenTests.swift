import Basics
import HTTP
import Registry
import Synchronization
import Testing
import TestSupport

/// The exchange with the token server of a registry.
@Suite struct TokenTests {
    static let challenge = HTTPResponse(
        status: 401,
        headers: ["WWW-Authenticate": "Bearer realm=\"https://auth.example.com/token?a=b\",service=\"the service\""]
    )
    static let missing = HTTPResponse(status: 404)

    private static func token(_ text: String, lifetime: Int = 300) -> HTTPResponse {
        HTTPResponse(status: 200, body: Array("{\"token\":\"\(text)\",\"expires_in\":\(lifetime)}".utf8))
    }

    private func repository(
        _ responses: [HTTPResponse],
        login: RegistryLogin? = .password(user: "user", password: "password"),
        registry: String = "registry.example.com",
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) throws -> (RegistryRepository, ScriptedTransport) {
        let transport = ScriptedTransport(responses)
        let credentials: any RegistryCredentials =
            login.map { StaticRegistryCredentials($0) } ?? NoRegistryCredentials()
        var configuration = RegistryClient.Configuration(transport: transport, credentials: credentials)
        configuration.retryPolicy = TestClock().policy
        configuration.now = now
        let endpoint = try #require(RegistryEndpoint(registry))
        return (try RegistryRepository("team/app", in: endpoint, configuration), transport)
    }

    @Test("a token is requested with the password, and used until it expires")
    func password() async throws {
        let time = Mutex(ContinuousClock.now)
        let (repository, transport) = try repository(
            [Self.challenge, Self.token("one"), Self.missing, Self.missing, Self.token("two"), Self.missing],
            now: { time.withLock { $0 } }
        )
        for _ in 0..<2 { #expect(try await repository.digest(ofTag: "tag") == nil) }
        time.withLock { $0 += .seconds(280) }
        #expect(try await repository.digest(ofTag: "tag") == nil)
        let requests = transport.requests
        #expect(requests.count == 6)
        #expect(requests[0].headers["Authorization"] == nil)
        #expect(
            requests[1].url.text == "https://auth.example.com/token?a=b&service=the%20service"
                + "&scope=repository%3Ateam%2Fapp%3Apull"
        )
        #expect(requests[1].headers["Authorization"] == "Basic dXNlcjpwYXNzd29yZA==")
        #expect(requests[2].headers["Authorization"] == "Bearer one")
        #expect(requests[3].headers["Authorization"] == "Bearer one")
        #expect(requests[5].headers["Authorization"] == "Bearer two")
    }

    @Test("an identity token is sent in a form, not in a URL")
    func identityToken() async throws {
        let (repository, transport) = try repository(
            [Self.challenge, Self.token("one"), Self.missing],
            login: .identityToken("refresh me")
        )
        #expect(try await repository.digest(ofTag: "tag") == nil)
        let request = transport.requests[1]
        #expect(request.method == .post)
        #expect(!request.url.text.contains("refresh"))
        #expect(request.headers["Content-Type"] == "application/x-www-form-urlencoded")
        #expect(request.headers["Authorization"] == nil)
    }

    @Test("without a login a token for everybody is requested")
    func anonymous() async throws {
        let (repository, transport) = try repository([Self.challenge, Self.token("one"), Self.missing], login: nil)
        #expect(try await repository.digest(ofTag: "tag") == nil)
        #expect(transport.requests[1].headers["Authorization"] == nil)
    }

    @Test("a token that is rejected is renewed once")
    func rejectedToken() async throws {
        let (repository, transport) = try repository(
            [Self.challenge, Self.token("one"), Self.missing, Self.challenge, Self.token("two"), Self.challenge]
        )
        #expect(try await repository.digest(ofTag: "tag") == nil)
        let error = await #expect(throws: RegistryError.self) { try await repository.digest(ofTag: "tag") }
        #expect(error?.hint?.contains("docker login registry.example.com") == true)
        #expect(transport.requests.count == 6)
    }

    @Test("a new token that others have used up is renewed again, a few times", arguments: [(3, true), (99, false)])
    func tokenUsedUpByOthers(lastingToken: Int, succeeds: Bool) async throws {
        let transport = SharedTokens(lastingToken: lastingToken)
        let endpoint = try #require(RegistryEndpoint("registry.example.com"))
        let credentials = StaticRegistryCredentials(.password(user: "user", password: "password"))
        let configuration = RegistryClient.Configuration(transport: transport, credentials: credentials)
        let repository = try RegistryRepository("team/app", in: endpoint, configuration)
        transport.useByOthers { _ = try await repository.digest(ofTag: "others") }
        if succeeds {
            #expect(try await repository.digest(ofTag: "tag") == nil)
        } else {
            await #expect(throws: RegistryError.self) { try await repository.digest(ofTag: "tag") }
        }
        #expect(transport.tokenCount == (succeeds ? lastingToken : 4))
    }

    @Test(
        "a password goes to no token server without TLS",
        arguments: ["http://auth.example.com/token", "http://127.0.0.1/token", "ftp://a/", "https://user@a/", ""]
    )
    func plainTokenServer(realm: String) async throws {
        let challenge = HTTPResponse(status: 401, headers: ["WWW-Authenticate": "Bearer realm=\"\(realm)\""])
        let (repository, transport) = try repository([challenge, Self.token("one"), Self.missing])
        await #expect(throws: RegistryError.self) { try await repository.digest(ofTag: "tag") }
        #expect(transport.requests.count == 1)
    }

    @Test(
        "a token server that fails is an error",
        arguments: [
            (HTTPResponse(status: 401, body: Array("{\"details\":\"not this one\"}".utf8)), "not this one"),
            (HTTPResponse(status: 200, body: Array("{}".utf8)), "no token"),
            (HTTPResponse(status: 200, body: Array("{\"token\":\"a\\nb\"}".utf8)), "no token"),
            (HTTPResponse(status: 200, body: Array("<html>".utf8)), "no token"),
        ]
    )
    func failingTokenServer(response: HTTPResponse, text: String) async throws {
        let (repository, _) = try repository([Self.challenge, response])
        let error = await #expect(throws: RegistryError.self) { try await repository.digest(ofTag: "tag") }
        #expect(error?.message.contains(text) == true)
        #expect(error?.message.contains("https://auth.example.com/token") == true)
    }

    @Test("a token is never shown")
    func secrecy() async throws {
        let token = "a-token-of-some-length-0123456789"
        let echo = "{\"errors\":[{\"code\":\"DENIED\",\"message\":\"no: Bearer \(token), user:password-9876\"}]}"
        let (repository, _) = try repository(
            [Self.challenge, Self.token(token), HTTPResponse(status: 400, body: Array(echo.utf8))],
            login: .password(user: "user", password: "password-9876")
        )
        let error = await #expect(throws: RegistryError.self) {
            try await repository.manifest(.tag("tag"), platform: .amd64)
        }
        #expect(error?.description.contains("***") == true)
        #expect(error?.description.contains(token) == false)
        #expect(error?.description.contains("password-9876") == false)
    }
}

/// A registry and its token server: each token is used up by other tasks before the first one sends it.
private final class SharedTokens: HTTPTransport {
    typealias Use = @Sendable () async throws -> Void

    private let lastingToken: Int
    private let state = Mutex<(tokenCount: Int, use: Use)>((0, {}))

    init(lastingToken: Int) { self.lastingToken = lastingToken }

    var tokenCount: Int { state.withLock { $0.tokenCount } }

    /// Gives the use that other tasks make of a new token.
    func useByOthers(_ use: @escaping Use) { state.withLock { $0.use = use } }

    func send(_ request: HTTPRequest, responseLimit: Int) async throws -> HTTPResponse {
        if request.url.text.hasPrefix("https://auth.") {
            let number = state.withLock { state in
                state.tokenCount += 1
                return state.tokenCount
            }
            return HTTPResponse(status: 200, body: Array("{\"token\":\"\(number)\",\"expires_in\":300}".utf8))
        }
        guard let authorization = request.headers["Authorization"] else { return TokenTests.challenge }
        let isOthers = request.url.text.hasSuffix("others")
        guard !isOthers, authorization != "Bearer \(lastingToken)" else { return TokenTests.missing }
        try await state.withLock { $0.use }()
        return TokenTests.challenge
    }
}
