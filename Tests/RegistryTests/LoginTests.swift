import Basics
import HTTP
import Registry
import SystemPackage
import Testing
import TestSupport

/// Logins at real registries.
@Suite(.temporaryDirectory, .enabled(if: TestRegistry.plain != nil, TestRegistry.absence), .hangLimit)
struct LoginTests {
    static let withUsers = TestRegistry.present.filter { $0.login != nil }
    static let image = SampleImage(layers: [SampleImage.noise(10_000, seed: 1)])

    @Test("Docker's configuration and the environment log in", arguments: withUsers)
    func configuration(registry: TestRegistry) async throws {
        let document = try #require(registry.dockerConfiguration)
        let directory = TemporaryDirectory.path
        try TemporaryFile.write(document, to: directory.appending("config.json"))
        for environment in [["DOCKER_CONFIG": directory.string], ["SAGEASSETS_REGISTRY_AUTH": document]] {
            let credentials = DockerCredentials(environment: environment)
            let repository = try registry.repository(credentials: credentials)
            #expect(try await repository.push(Self.image, "tag") == Self.image.manifest.digest)
        }
    }

    @Test("without a login, and with a wrong one, the error says how to log in", arguments: withUsers)
    func rejected(registry: TestRegistry) async throws {
        let wrong = StaticRegistryCredentials(.password(user: "tester", password: "wrong-password-here"))
        let cases: [(any RegistryCredentials, String)] = [
            (NoRegistryCredentials(), "log in with 'docker login \(registry.host)', or set SAGEASSETS_REGISTRY_AUTH"),
            (wrong, "check the user name and the password"),
        ]
        for (credentials, hint) in cases {
            let repository = try registry.repository(credentials: credentials)
            let error = await #expect(throws: RegistryError.self) { try await repository.push(Self.image, "tag") }
            #expect(error?.hint?.contains(hint) == true, "\(error?.description ?? "")")
            #expect(error?.exitStatus == .failed)
            #expect(error?.description.contains("wrong-password-here") == false)
        }
    }

    @Test("an identity token is exchanged for tokens of the repository")
    func identityToken() async throws {
        let registry = try #require(TestRegistry.present.first { $0.name == "registry_token" })
        let credentials = StaticRegistryCredentials(.identityToken("refresh-tester"))
        let repository = try registry.repository(credentials: credentials)
        #expect(try await repository.push(Self.image, "tag") == Self.image.manifest.digest)
    }

    @Test("a push needs two tokens: one to look, one to write")
    func tokenCount() async throws {
        let registry = try #require(TestRegistry.present.first { $0.name == "registry_token" })
        let repository = try registry.repository()
        try await repository.push(Self.image, "tag")
        let pushed = repository.counters.requestCount
        // Tag, blobs, uploads, tag, manifest; a challenge, two tokens.
        #expect(pushed == 1 + 2 + 2 * 2 + 1 + 1 + 1 + 2)
        try await repository.push(Self.image, "tag")
        #expect(repository.counters.requestCount == pushed + 1)
    }

    @Test("a certificate of an unknown authority is an error that names AWS_CA_BUNDLE")
    func unknownAuthority() async throws {
        let registry = try #require(TestRegistry.present.first { $0.certificate != nil })
        let endpoint = try #require(RegistryEndpoint(registry.host))
        var configuration = registry.configuration()
        configuration.transport = CurlTransport()
        let repository = try RegistryRepository(TestRegistry.newName(), in: endpoint, configuration)
        let error = await #expect(throws: HTTPError.self) { try await repository.digest(ofTag: "tag") }
        #expect(error?.reason == .untrustedCertificate)
        #expect(error?.hint?.contains("AWS_CA_BUNDLE") == true)
    }

    @Test("mounts between repositories work with tokens")
    func mountsWithTokens() async throws {
        let registry = try #require(TestRegistry.present.first { $0.name == "registry_token" })
        let source = try registry.repository()
        try await source.push(Self.image, "tag")
        let log = PushLog()
        try await registry.repository().push(Self.image, "tag", mountingFrom: source, log: log)
        #expect(log.sentSizes == [])
    }
}
