import Basics
import HTTP
import Images
import Logging
import Manifests
import Registry
import Stores
import SystemPackage
import Testing
import TestSupport

/// The logins for base images, which every kind of destination has.
@Suite(.temporaryDirectory, .serialized, .hangLimit) struct BaseImageLoginsTests {
    enum Kind: Sendable, CaseIterable {
        case local, repository, registry
    }

    private static let ecr = "210987654321.dkr.ecr.\(ECRServer.region).amazonaws.com"
    private static let document = #"{"auths": {"registry.example.com": {"auth": "dXNlcjpwYXNzOndvcmQ="}}}"#
    private static let login = RegistryLogin.password(user: "user", password: "pass:word")

    private func target(_ kind: Kind, _ environment: [String: String]) throws -> ImageTarget {
        let factory = StoreFactory(
            directory: TemporaryDirectory.path,
            environment: environment,
            logger: Logger(label: "test", factory: { _ in SwiftLogNoOpLogHandler() })
        )
        let destination: Destination.Kind =
            switch kind {
            case .local: .local(store: "store")
            case .repository: .s3(try S3Destination(bucket: "bucket", region: ECRServer.region, repository: "ml"))
            case .registry:
                .s3(
                    try S3Destination(
                        bucket: "bucket",
                        region: ECRServer.region,
                        repository: "ml",
                        registry: "other.example.com"
                    )
                )
            }
        return try #require(try factory.makeImageTarget(for: Destination(name: "test", kind: destination)))
    }

    @Test(arguments: Kind.allCases)
    func otherRegistriesHaveTheLoginsOfDocker(kind: Kind) async throws {
        let target = try target(kind, ["SAGEASSETS_REGISTRY_AUTH": Self.document])
        #expect(try await target.login(forBaseImagesOf: "registry.example.com") == Self.login)
        #expect(try await target.login(forBaseImagesOf: "docker.io") == nil)
    }

    @Test(arguments: Kind.allCases)
    func amazonECRHasAToken(kind: Kind) async throws {
        let server = try await ECRServer()
        let target = try target(kind, environment(of: server))
        for _ in 0..<2 {
            guard case .password("AWS", _)? = try await target.login(forBaseImagesOf: Self.ecr) else {
                Issue.record("no token")
                return
            }
        }
        #expect(try await server.state().requests == ["GetAuthorizationToken"])
    }

    @Test func loginOfDockerServesWhereThereIsNoToken() async throws {
        let server = try await ECRServer()
        try await server.set(["denied": ["GetAuthorizationToken"]])
        let denied = try target(.local, environment(of: server))
        await #expect(throws: (any Error).self) { try await denied.login(forBaseImagesOf: Self.ecr) }
        let document = Self.document.replacing("registry.example.com", with: Self.ecr)
        let own = environment(of: server).merging(["SAGEASSETS_REGISTRY_AUTH": document]) { $1 }
        #expect(try await target(.local, own).login(forBaseImagesOf: Self.ecr) == Self.login)
    }

    /// A builder gets none of these variables, and so neither do the helpers that it runs.
    @Test func credentialHelpersGetTheVariablesOfAWS() async throws {
        let directory = TemporaryDirectory.path
        let script = "#!/bin/sh\nprintf '{\"Username\": \"%s\", \"Secret\": \"s\"}' \"$AWS_PROFILE\"\n"
        let files: FileNode = [
            "config.json": #"{"credsStore": "working", "credHelpers": {"broken.example.com": "missing"}}"#,
            "docker-credential-working": .executable(script),
        ]
        try files.write(to: directory)
        let environment = [
            "DOCKER_CONFIG": directory.string, "PATH": "\(directory):/usr/bin:/bin", "AWS_PROFILE": "team",
        ]
        let target = try target(.local, environment)
        let login = try await target.login(forBaseImagesOf: "registry.example.com")
        #expect(login == .password(user: "team", password: "s"))
        // The builder reads the same file, and says what is wrong with it if it matters.
        #expect(try await target.login(forBaseImagesOf: "broken.example.com") == nil)
    }

    @Test func variableWithAMistakeIsAnError() async throws {
        let target = try target(.local, ["SAGEASSETS_REGISTRY_AUTH": "{"])
        await #expect(throws: RegistryError.self) { try await target.login(forBaseImagesOf: "registry.example.com") }
    }

    private func environment(of server: ECRServer) -> [String: String] {
        [
            "AWS_ACCESS_KEY_ID": server.accessKey, "AWS_SECRET_ACCESS_KEY": server.secretKey,
            "AWS_REGION": ECRServer.region, "AWS_ENDPOINT_URL_ECR": server.url.text,
        ]
    }
}
