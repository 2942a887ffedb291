import AWSNames
import Basics
import ECR
import HTTP
import Registry
import Testing
import TestSupport

/// The API, at a server that verifies signatures.
@Suite(.serialized, .hangLimit) struct ECRClientTests {
    private let server: ECRServer

    init() async throws {
        server = try await ECRServer()
    }

    @Test func repositoriesAreFound() async throws {
        try await server.set(["repositories": ["team/ml": "IMMUTABLE", "ml": "MUTABLE"]])
        let client = try server.client()
        let repository = try #require(try await client.repository(named: "team/ml"))
        #expect(repository.arn == "arn:aws:ecr:eu-west-1:123456789012:repository/team/ml")
        #expect(repository.account == ECRServer.account)
        #expect(repository.hasImmutableTags)
        #expect(try await client.repository(named: "ml")?.hasImmutableTags == false)
        #expect(try await client.repository(named: "other") == nil)
        #expect(try await server.client(account: "210987654321").repository(named: "ml") == nil)
    }

    @Test func repositoriesAreCreatedWithTheirSettings() async throws {
        let client = try server.client()
        try await client.createRepository(named: "plain", RepositoryCreation())
        let creation = RepositoryCreation(scanOnPush: true, immutableTags: true, encryptionKey: "alias/images")
        try await client.createRepository(named: "strict", creation)
        let state = try await server.state()
        #expect(state.repositories == ["plain": "MUTABLE", "strict": "IMMUTABLE"])
        #expect(state.created?["plain"] == ["imageScanningConfiguration": ["scanOnPush": false]])
        #expect(
            state.created?["strict"] == [
                "encryptionConfiguration": ["encryptionType": "KMS", "kmsKey": "alias/images"],
                "imageScanningConfiguration": ["scanOnPush": true],
            ]
        )
    }

    /// Another publisher was first, or an attempt whose response was lost.
    @Test func creationOfAnExistingRepositoryLeavesItAsItIs() async throws {
        try await server.set(["repositories": ["ml": "MUTABLE"]])
        try await server.client().createRepository(named: "ml", RepositoryCreation(immutableTags: true))
        #expect(try await server.state().repositories == ["ml": "MUTABLE"])
    }

    @Test func missingRepositoryIsCreatedOnlyIfTheDestinationSaysSo() async throws {
        let registry = ECRRegistry(try server.client())
        let error = await #expect(throws: ECRError.self) { try await registry.prepareRepository("ml", creation: nil) }
        #expect(error == .repositoryNotFound(arn: "arn:aws:ecr:eu-west-1:*:repository/ml"))
        #expect(error?.errorCode == "repository-not-found")
        #expect(error?.hint?.contains("createRepository: {}") == true)
        try await registry.prepareRepository("ml", creation: RepositoryCreation())
        try await registry.prepareRepository("ml", creation: nil)
        #expect(
            try await server.state().requests
                == ["DescribeRepositories", "DescribeRepositories", "CreateRepository", "DescribeRepositories"]
        )
    }

    /// Who may push need not have the permission to look at repositories.
    @Test func lookingAtRepositoriesIsNoCondition() async throws {
        try await server.set(["denied": ["DescribeRepositories"]])
        try await ECRRegistry(server.client()).prepareRepository("ml", creation: nil)
    }

    @Test func missingPermissionsAreNamed() async throws {
        try await server.set(["denied": ["CreateRepository", "GetAuthorizationToken"]])
        let registry = ECRRegistry(try server.client(account: ECRServer.account))
        let creation = await #expect(throws: ECRError.self) {
            try await registry.prepareRepository("ml", creation: RepositoryCreation())
        }
        let arn = "arn:aws:ecr:eu-west-1:123456789012:repository/ml"
        #expect(
            creation?.message.hasPrefix("CreateRepository of '\(arn)' failed: AccessDeniedException: User: ") == true
        )
        #expect(creation?.hint == "check that the credentials have ecr:CreateRepository on '\(arn)'")
        #expect(creation?.exitStatus == .failed)
        let token = await #expect(throws: ECRError.self) { try await registry.endpoint(ofRepository: "ml") }
        #expect(token?.hint == "check that the credentials have ecr:GetAuthorizationToken on '*'")
    }

    @Test func wrongSecretIsDistinguishedFromMissingPermissions() async throws {
        let client = try server.client(secret: "another")
        let error = await #expect(throws: ECRError.self) { try await client.repository(named: "ml") }
        #expect(error?.errorCode.rawValue == "InvalidSignatureException")
        #expect(error?.hint?.contains("AWS_SECRET_ACCESS_KEY") == true)
    }

    @Test func overloadIsWaitedOut() async throws {
        try await server.set(["throttled": 1, "failed": 1, "repositories": ["ml": "MUTABLE"]])
        #expect(try await server.client().repository(named: "ml") != nil)
        #expect(try await server.state().requests.count == 3)
    }

    /// The server of the tests is reached where its token says; the name is that of AWS.
    @Test func registryOfAServerOnThisMachineIsThere() async throws {
        try await server.set(["repositories": ["ml": "MUTABLE"]])
        for account in [nil, ECRServer.account] {
            let endpoint = try await ECRRegistry(server.client(account: account)).endpoint(ofRepository: "ml")
            #expect(endpoint.description == "123456789012.dkr.ecr.eu-west-1.amazonaws.com")
        }
        let missing = ECRRegistry(try server.client())
        await #expect(throws: ECRError.self) { try await missing.endpoint(ofRepository: "other") }
    }
}
