import AWS
import AWSNames
import Basics
import ECR
import HTTP
import Registry
import Testing
import TestSupport

/// Images in Amazon ECR, with its quirks and faults one by one: each ends in success or in an error, and never in the
/// digest of something else.
@Suite(.serialized, .enabled(if: TestRegistry.plain != nil, TestRegistry.absence), .hangLimit)
struct ECRPushTests {
    private static let image = SampleImage(layers: [
        SampleImage.noise(300_000, seed: 1), SampleImage.noise(90_000, seed: 2),
    ])

    private let server: ECRServer
    private let plain: TestRegistry
    private let name = TestRegistry.newName()

    init() async throws {
        plain = try #require(TestRegistry.plain)
        server = try await ECRServer(registry: [plain.url.text])
    }

    /// Sets the faults, and returns the repository.
    private func repository(
        _ faults: [String: JSON] = [:],
        mutability: JSON? = "MUTABLE"
    ) async throws -> RegistryRepository {
        let repositories: JSON = mutability.map { .object([name: $0, "other": "MUTABLE"]) } ?? [:]
        try await server.set(faults.merging(["repositories": repositories]) { $1 })
        return try await open(name)
    }

    private func open(_ name: String) async throws -> RegistryRepository {
        let registry = ECRRegistry(try server.client(account: ECRServer.account))
        let endpoint = try await registry.endpoint(ofRepository: name)
        var configuration = RegistryClient.Configuration(
            transport: CurlTransport(),
            credentials: registry.authorization
        )
        configuration.retryPolicy = RetryPolicy(longestOutage: .seconds(20))
        configuration.retryPolicy.baseDelay = .milliseconds(1)
        configuration.retryPolicy.throttledBaseDelay = .milliseconds(1)
        configuration.retryPolicy.maximumDelay = .milliseconds(20)
        return try RegistryRepository(name, in: endpoint, configuration)
    }

    private func push(_ image: SampleImage = image, to repository: RegistryRepository) async throws -> ImageDigest {
        try await repository.push(image, tag: "tag", mountingFrom: try await open("other"), observer: { _ in })
    }

    /// Whether the registry behind has the whole image, as a client without ECR sees it.
    private func hasImage() async throws -> Bool {
        let behind = try plain.repository(name)
        guard try await behind.manifest(.tag("tag"), platform: .amd64) == Self.image.manifest else { return false }
        for blob in Self.image.manifest.blobs {
            guard try await behind.readBlob(blob, range: 0..<blob.byteCount) == Self.image.bytes(blob) else {
                return false
            }
        }
        return true
    }

    @Test(
        arguments: [
            [:], ["dropsChunks": true], ["mounts": false], ["throttled": 3], ["failed": 3],
            ["cuts": 2, "cutAfter": 50_000],
            ["tokenRequests": 5], ["tokenRequests": 5, "expiredStatus": 403], ["expired": 1],
            ["expired": 3, "tokenRequests": 4, "failed": 2, "dropsChunks": true],
        ] as [[String: JSON]]
    )
    func imageIsPushedWhole(faults: [String: JSON]) async throws {
        let repository = try await repository(faults)
        #expect(try await push(to: repository) == Self.image.manifest.digest)
        #expect(try await hasImage())
        let uri = "123456789012.dkr.ecr.eu-west-1.amazonaws.com/\(name)@\(Self.image.manifest.digest)"
        #expect(repository.uri(of: Self.image.manifest.digest) == uri)
    }

    /// A second publish is one request for the image, and one for the token.
    @Test func imageThatIsThereIsFoundWithOneRequest() async throws {
        _ = try await push(to: try await repository())
        let repository = try await repository()
        #expect(try await repository.digest(ofTag: "tag") == Self.image.manifest.digest)
        #expect(
            try await server.state().requests == ["GetAuthorizationToken", "HEAD /v2/\(name)/manifests/tag"]
        )
        #expect(try await repository.digest(ofTag: "another") == nil)
    }

    @Test func firstImageOfAnImmutableTagWins() async throws {
        _ = try await push(to: try await repository())
        let other = SampleImage(layers: [SampleImage.noise(1000, seed: 3)])
        let digest = try await push(other, to: try await repository(mutability: "IMMUTABLE"))
        #expect(digest == Self.image.manifest.digest)
        #expect(try await hasImage())
    }

    @Test func missingRepositoryIsNamed() async throws {
        let repository = try await repository(mutability: nil)
        let error = await #expect(throws: RegistryError.self) { try await push(to: repository) }
        #expect(error?.errorCode == "repository-not-found")
        #expect(error?.exitStatus == .failed)
    }

    @Test func tokenThatIsNotGivenIsAnError() async throws {
        let error = await #expect(throws: ECRError.self) {
            try await push(to: try await repository(["denied": ["GetAuthorizationToken"]]))
        }
        #expect(error?.hint == "check that the credentials have ecr:GetAuthorizationToken on '*'")
    }

    /// The digest of a response is compared with that of what was sent.
    ///
    /// The image is there afterwards, under its tag: the next push, which only has to look, believes no more of what it is
    /// told.
    @Test func wrongDigestIsNeverReturned() async throws {
        let repository = try await repository(["falseDigests": true])
        for _ in 0..<2 {
            let error = await #expect(throws: RegistryError.self) { try await push(to: repository) }
            #expect(error?.exitStatus == .corrupt)
            #expect(error?.errorCode == "digest-mismatch")
        }
        #expect(try await hasImage())
        let error = await #expect(throws: RegistryError.self) {
            try await repository.imageDigest(ofTag: "tag", known: Self.image.manifest.digest)
        }
        #expect(error?.exitStatus == .corrupt)
    }

    @Test func registryThatClaimsToHaveBlobsMakesNoFalseImage() async throws {
        let repository = try await repository(["falseBlobs": true])
        let digest = try? await push(to: repository)
        if digest == nil {
            #expect(try await plain.repository(name).digest(ofTag: "tag") == nil)
        } else {
            #expect(try await hasImage())
        }
    }

    @Test func changedBlobIsNotRead() async throws {
        _ = try await push(to: try await repository())
        let repository = try await repository(["changedBlobs": true])
        let layer = try #require(Self.image.manifest.layers.first)
        let error = await #expect(throws: RegistryError.self) {
            try await repository.readBlob(layer, range: 0..<layer.byteCount)
        }
        #expect(error?.exitStatus == .corrupt)
    }
}
