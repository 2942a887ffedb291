import HTTP
import Registry
import Testing
import TestSupport

/// The names of registries, repositories and tags.
@Suite struct RegistryNameTests {
    private func repository(_ name: String, in registry: String) throws -> RegistryRepository {
        let configuration = RegistryClient.Configuration(
            transport: ScriptedTransport([HTTPResponse(status: 404)]),
            credentials: NoRegistryCredentials()
        )
        return try RegistryRepository(name, in: try #require(RegistryEndpoint(registry)), configuration)
    }

    @Test(
        "a registry is a host with or without a port",
        arguments: ["example.com", "example.com:5000", "localhost", "127.0.0.1:5000", "[::1]:5000", "docker.io"]
    )
    func registries(text: String) { #expect(RegistryEndpoint(text)?.description == text) }

    @Test(
        "other text is no registry",
        arguments: [
            "", "a b", "https://example.com", "example.com/x", "user@example.com", "example.com:x", "a?b", "a/", "é",
        ]
    )
    func noRegistries(text: String) { #expect(RegistryEndpoint(text) == nil) }

    @Test("no registry of another machine is reached over plain HTTP")
    func plainHTTP() throws {
        #expect(RegistryEndpoint(try HTTPURL("http://example.com")) == nil)
        #expect(RegistryEndpoint(try HTTPURL("http://127.0.0.1:5000"))?.description == "127.0.0.1:5000")
        #expect(RegistryEndpoint(try HTTPURL("https://e.com"), name: "n.com")?.description == "n.com")
    }

    @Test("repositories", arguments: ["a", "a/b/c", "a-b", "a__b", "a.b_c/d--e", "0"])
    func repositories(name: String) throws { #expect(try repository(name, in: "example.com").name == name) }

    @Test(
        "no repositories",
        arguments: ["", "A", "a//b", "/a", "a/", "-a", "a..b", "a___b", "é", String(repeating: "a", count: 256)]
    )
    func noRepositories(name: String) {
        #expect(throws: RegistryError.self) { try repository(name, in: "example.com") }
    }

    @Test("Docker Hub's own images are in its library")
    func dockerHub() async throws {
        #expect(
            try repository("busybox", in: "index.docker.io").uri(of: SampleImage(layers: []).manifest.digest)
                .hasPrefix("docker.io/library/busybox@sha256:")
        )
        #expect(try repository("user/app", in: "docker.io").name == "user/app")
    }
}
