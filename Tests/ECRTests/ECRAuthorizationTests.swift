import AWS
import AWSNames
import Basics
import ECR
import HTTP
import Registry
import Synchronization
import Testing
import TestSupport

@Suite(.hangLimit) struct ECRAuthorizationTests {
    private static let registry = "123456789012.dkr.ecr.eu-west-1.amazonaws.com"
    private static let now = TestClock.start

    private func login(_ password: String) -> RegistryLogin { .password(user: "AWS", password: password) }

    private func tokenRequests(_ transport: ScriptedTransport) -> Int {
        transport.requests.filter { $0.headers["X-Amz-Target"]?.hasSuffix(".GetAuthorizationToken") == true }.count
    }

    @Test func allTasksShareOneToken() async throws {
        let transport = ScriptedTransport([.token("p", expires: Self.now + 43_200)])
        let authorization = ECRAuthorization(try .test(transport), now: { .init(secondsSinceEpoch: Self.now) })
        let logins = try await withThrowingTaskGroup(of: RegistryLogin?.self) { group in
            for _ in 0..<20 {
                group.addTask { try await authorization.login(for: Self.registry, rejected: nil) }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(logins == Array(repeating: login("p"), count: 20))
        #expect(tokenRequests(transport) == 1)
    }

    /// A server that never responds to the first request.
    private final class SilentTransport: HTTPTransport {
        private let others: ScriptedTransport
        private let requestCount = Mutex(0)

        init(_ others: ScriptedTransport) { self.others = others }

        var isAsked: Bool { requestCount.withLock { $0 > 0 } }

        func send(_ request: HTTPRequest, responseLimit limit: Int) async throws -> HTTPResponse {
            let number = requestCount.withLock { count in
                count += 1
                return count
            }
            if number == 1 { try await Task.sleep(for: .seconds(3600)) }
            return try await others.send(request, responseLimit: limit)
        }
    }

    @Test func cancellationEndsTheRequest() async throws {
        let transport = SilentTransport(ScriptedTransport([.token("p", expires: Self.now + 43_200)]))
        let authorization = ECRAuthorization(try .test(transport), now: { .init(secondsSinceEpoch: Self.now) })
        let waiting = (0..<3).map { _ in Task { try await authorization.login(for: Self.registry, rejected: nil) } }
        while !transport.isAsked { try await Task.sleep(for: .milliseconds(1)) }
        for task in waiting { task.cancel() }
        for task in waiting { await #expect(throws: (any Error).self) { try await task.value } }
        #expect(try await authorization.login(for: Self.registry, rejected: nil) == login("p"))
    }

    @Test func tokenIsReplacedBeforeItExpires() async throws {
        let transport = ScriptedTransport([
            .token("first", expires: Self.now + 43_200), .token("second", expires: Self.now + 86_400),
        ])
        let clock = Mutex(Self.now)
        let authorization = ECRAuthorization(
            try .test(transport),
            now: { .init(secondsSinceEpoch: clock.withLock(\.self)) }
        )
        #expect(try await authorization.login(for: Self.registry, rejected: nil) == login("first"))
        clock.withLock { $0 += 41_000 }
        #expect(try await authorization.login(for: Self.registry, rejected: nil) == login("first"))
        clock.withLock { $0 += 1000 }
        #expect(try await authorization.login(for: Self.registry, rejected: nil) == login("second"))
    }

    /// As moto's tokens are, or those of a machine whose clock is wrong.
    @Test func tokenThatIsOverWhenItArrivesIsUsed() async throws {
        let transport = ScriptedTransport([.token("p", expires: 1_440_000_000)])
        let authorization = ECRAuthorization(try .test(transport), now: { .init(secondsSinceEpoch: Self.now) })
        for _ in 0..<3 { #expect(try await authorization.login(for: Self.registry, rejected: nil) == login("p")) }
        #expect(tokenRequests(transport) == 1)
    }

    @Test func rejectedTokenIsReplacedOnceForAll() async throws {
        let transport = ScriptedTransport([
            .token("first", expires: Self.now + 43_200), .token("second", expires: Self.now + 43_200),
        ])
        let authorization = ECRAuthorization(try .test(transport), now: { .init(secondsSinceEpoch: Self.now) })
        let first = try await authorization.login(for: Self.registry, rejected: nil)
        for _ in 0..<3 {
            #expect(try await authorization.login(for: Self.registry, rejected: first) == login("second"))
        }
        #expect(tokenRequests(transport) == 2)
    }

    @Test(arguments: [
        "registry.example.com", "123456789012.dkr.ecr.us-east-1.amazonaws.com", "127.0.0.1:5000",
        "123456789012.dkr.ecr.eu-west-1.amazonaws.com.example.com", "123456789012.dkr.ecr.eu-west-1.example.com",
        "123456789012.dkr.ecr-fips.eu-west-1.amazonaws.com", "123456789012.dkr.ecr.eu-west-1.amazonaws.com:444", "",
    ])
    func otherHostsDoNotSeeIt(host: String) async throws {
        let transport = ScriptedTransport([.token("p", expires: Self.now + 43_200)])
        let authorization = ECRAuthorization(try .test(transport))
        #expect(!authorization.takesPassword(host))
        #expect(try await authorization.login(for: host, rejected: nil) == nil)
        #expect(transport.requests.isEmpty)
    }

    @Test func registriesOfOtherAccountsTakeItUnlessOneIsConfigured() async throws {
        let other = "210987654321.dkr.ecr.eu-west-1.amazonaws.com"
        let transport = ScriptedTransport([.token("p", expires: Self.now + 43_200)])
        #expect(ECRAuthorization(try .test(transport)).takesPassword(other))
        #expect(!ECRAuthorization(try .test(transport, account: ECRServer.account)).takesPassword(other))
    }

    /// A server may repeat what it was sent.
    @Test func passwordIsInNoErrorOfTheService() async throws {
        let password = "eyJwYXlsb2FkIjoiZXhhbXBsZSJ9-a-long-password"
        let transport = ScriptedTransport([
            .token(password, expires: Self.now + 43_200), .failure("InvalidParameterException", "Bad \(password)!"),
        ])
        let client = try ECRClient.test(transport, account: ECRServer.account)
        let authorization = ECRAuthorization(client, now: { .init(secondsSinceEpoch: Self.now) })
        _ = try await authorization.login(for: Self.registry, rejected: nil)
        let error = await #expect(throws: ECRError.self) { try await client.repository(named: "ml") }
        #expect(error?.message.contains("Bad ***!") == true, "\(String(describing: error))")
    }

    @Test func failureIsNotKept() async throws {
        let transport = ScriptedTransport([
            .failure("AccessDeniedException"), .token("p", expires: Self.now + 43_200),
        ])
        let authorization = ECRAuthorization(try .test(transport), now: { .init(secondsSinceEpoch: Self.now) })
        await #expect(throws: ECRError.self) { try await authorization.login(for: Self.registry, rejected: nil) }
        #expect(try await authorization.login(for: Self.registry, rejected: nil) == login("p"))
    }

    @Test func accountIsThatOfTheToken() async throws {
        let transport = ScriptedTransport([.token("p", expires: Self.now + 43_200)])
        let endpoint = try await ECRRegistry(.test(transport, variants: [.fips])).endpoint(ofRepository: "ml")
        #expect(endpoint.description == Self.registry)
    }

    /// As an interface VPC endpoint is: the repository need not be there to tell the account.
    @Test func accountIsThatOfTheTokenAtAnotherServer() async throws {
        let transport = ScriptedTransport([.token("p", expires: Self.now + 43_200)])
        let server = try HTTPURL("https://vpce-1.api.ecr.eu-west-1.vpce.amazonaws.com")
        let endpoint = try await ECRRegistry(.test(transport, endpoint: server)).endpoint(ofRepository: "ml")
        #expect(endpoint.description == Self.registry)
        #expect(transport.requests.count == 1)
    }

    @Test(arguments: [
        "https://registry.example.com", "https://123456789012.dkr.ecr.us-east-1.amazonaws.com", "http://127.0.0.1:1",
    ])
    func otherRegistriesOfATokenAreRefused(registry: String) async throws {
        let transport = ScriptedTransport([.token("p", expires: Self.now + 43_200, registry: registry)])
        let error = await #expect(throws: ECRError.self) {
            try await ECRRegistry(.test(transport)).endpoint(ofRepository: "ml")
        }
        #expect(error?.errorCode == "unknown-registry")
    }
}
