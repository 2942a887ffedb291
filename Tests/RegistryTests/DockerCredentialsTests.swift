import Basics
import Registry
import SystemPackage
import Testing
import TestSupport

/// The logins of Docker's configuration, of credential helpers, and of the environment.
@Suite(.temporaryDirectory, .hangLimit) struct DockerCredentialsTests {
    private static let user = RegistryLogin.password(user: "user", password: "pass:word")
    private static let auth = "dXNlcjpwYXNzOndvcmQ="

    private func login(
        for registry: String,
        _ document: String?,
        environment: [String: String] = [:],
        helpers: [String: String] = [:]
    ) async throws -> RegistryLogin? {
        let directory = TemporaryDirectory.path
        if let document { try TemporaryFile.write(document, to: directory.appending("config.json")) }
        for (name, script) in helpers {
            let path = directory.appending("docker-credential-\(name)")
            try TemporaryFile.write("#!/bin/sh\n\(script)\n", to: path)
            _ = try Tool.run("chmod", ["+x", path.string])
        }
        let own = ["DOCKER_CONFIG": directory.string, "PATH": "\(directory):/usr/bin:/bin"]
        let credentials = DockerCredentials(environment: own.merging(environment) { $1 })
        return try await credentials.login(for: registry, rejected: nil)
    }

    @Test(
        "a login is found by the registry's name in all its forms",
        arguments: [
            ("example.com", "example.com"), ("example.com", "https://example.com"),
            ("example.com", "https://example.com/v2/"),
            ("example.com:5000", "example.com:5000"), ("example.com", "EXAMPLE.com/v1"),
            ("docker.io", "https://index.docker.io/v1/"), ("docker.io", "docker.io"),
            ("docker.io", "registry-1.docker.io"),
        ]
    )
    func keys(registry: String, key: String) async throws {
        let document = JSON.object(["auths": .object([key: ["auth": .string(Self.auth)]])]).compact
        #expect(try await login(for: registry, document) == Self.user)
        #expect(try await login(for: "other.example.com", document) == nil)
        #expect(try await login(for: "example.com:1", document) == nil)
    }

    @Test(
        "each form of a login is read",
        arguments: [
            ("{\"auth\":\"\(auth)\"}", user),
            ("{\"username\":\"user\",\"password\":\"pass:word\"}", user),
            ("{\"auth\":\"\(auth)\",\"identitytoken\":\"token\"}", .identityToken("token")),
            ("{}", nil), ("{\"auth\":\"\"}", nil),
        ] as [(String, RegistryLogin?)]
    )
    func forms(entry: String, expected: RegistryLogin?) async throws {
        #expect(try await login(for: "example.com", "{\"auths\":{\"example.com\":\(entry)}}") == expected)
    }

    @Test("without a file there is no login")
    func noFile() async throws {
        #expect(try await login(for: "example.com", nil) == nil)
        #expect(try await login(for: "example.com", "{\"HttpHeaders\":{}}") == nil)
        let nowhere = DockerCredentials(environment: [:])
        #expect(try await nowhere.login(for: "example.com", rejected: nil) == nil)
    }

    @Test("the environment comes before the file")
    func precedence() async throws {
        let file =
            "{\"auths\":{\"example.com\":{\"username\":\"file\",\"password\":\"p\"},\"only.file\":{\"auth\":\"\(Self.auth)\"}}}"
        let environment = ["SAGEASSETS_REGISTRY_AUTH": "{\"auths\":{\"example.com\":{\"auth\":\"\(Self.auth)\"}}}"]
        #expect(try await login(for: "example.com", file, environment: environment) == Self.user)
        #expect(try await login(for: "only.file", file, environment: environment) == Self.user)
    }

    @Test(
        "a broken document is an error that shows none of its text",
        arguments: [
            "secret", "{\"auths\":\"secret\"}", "{\"auths\":{\"example.com\":{\"auth\":\"secret!\"}}}",
            "{\"auths\":{\"example.com\":{\"auth\":\"c2VjcmV0\"}}}", "{\"credsStore\":\"../secret\"}",
        ]
    )
    func broken(document: String) async throws {
        let error = await #expect(throws: RegistryError.self) { try await login(for: "example.com", document) }
        #expect(error?.errorCode == "invalid-registry-credentials")
        #expect(error?.description.contains("secret") == false)
        #expect(error?.description.contains("c2VjcmV0") == false)
    }

    @Test("a credential helper is asked on its standard input")
    func helper() async throws {
        let script = """
            [ "$*" = get ] || exit 3
            read -r server || true
            [ "$server" = example.com ] || { echo "credentials not found in native keychain"; exit 1; }
            echo '{"ServerURL":"example.com","Username":"user","Secret":"pass:word"}'
            """
        for document in ["{\"credsStore\":\"test\"}", "{\"credHelpers\":{\"example.com\":\"test\"}}"] {
            #expect(try await login(for: "example.com", document, helpers: ["test": script]) == Self.user)
            #expect(try await login(for: "other.com", document, helpers: ["test": script]) == nil)
        }
        let both = "{\"credsStore\":\"missing\",\"credHelpers\":{\"example.com\":\"test\"}}"
        #expect(try await login(for: "example.com", both, helpers: ["test": script]) == Self.user)
    }

    @Test("a helper may have a token, and is asked for Docker Hub by its old name")
    func helperToken() async throws {
        let script = """
            read -r server || true
            [ "$server" = https://index.docker.io/v1/ ] || exit 3
            echo '{"Username":"<token>","Secret":"token"}'
            """
        let login = try await login(for: "docker.io", "{\"credsStore\":\"test\"}", helpers: ["test": script])
        #expect(login == .identityToken("token"))
    }

    @Test("the document's own login counts where the helper has none")
    func helperWithoutLogin() async throws {
        let document = "{\"credsStore\":\"test\",\"auths\":{\"example.com\":{\"auth\":\"\(Self.auth)\"}}}"
        let script = "echo 'credentials not found in native keychain'; exit 1"
        #expect(try await login(for: "example.com", document, helpers: ["test": script]) == Self.user)
    }

    @Test(
        "a helper that fails is an error that shows none of its output",
        arguments: ["echo secret; exit 1", "echo secret", "yes secret | head -c 1000000", "kill -9 $$", nil]
    )
    func brokenHelper(script: String?) async throws {
        let helpers = script.map { ["test": $0] } ?? [:]
        let error = await #expect(throws: RegistryError.self) {
            try await login(for: "example.com", "{\"credsStore\":\"test\"}", helpers: helpers)
        }
        #expect(error?.message.contains("docker-credential-test") == true)
        #expect(error?.description.contains("secret") == false)
    }
}
