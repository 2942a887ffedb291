import AWSNames
import Basics
import ECR
import HTTP
import Registry
import Testing
import TestSupport

/// Responses that a server of the tests does not give.
@Suite struct ECRResponseTests {
    private static let digest = "sha256:" + String(repeating: "a", count: 64)

    @Test func imageIsFoundByItsTag() async throws {
        let docker = MediaType.dockerManifest.description
        let image =
            "{\"imageDigest\": \"\(Self.digest)\", \"imageTags\": [\"t\"], \"imageManifestMediaType\": \"\(docker)\"}"
        let transport = ScriptedTransport([.result("{\"imageDetails\": [\(image)]}")])
        let found = try await ECRClient.test(transport).image(tagged: "t", in: "ml")
        #expect(found?.digest.description == Self.digest)
        #expect(found?.mediaType == .dockerManifest)
        let request = try #require(transport.requests.first)
        #expect(request.url.text == "https://api.ecr.eu-west-1.amazonaws.com/")
        #expect(request.headers["X-Amz-Target"] == "AmazonEC2ContainerRegistry_V20150921.DescribeImages")
        #expect(request.headers["Content-Type"] == "application/x-amz-json-1.1")
        #expect(request.headers["Authorization"]?.contains("/eu-west-1/ecr/aws4_request") == true)
    }

    @Test func missingImageIsNoError() async throws {
        let client = try ECRClient.test(ScriptedTransport([.failure("ImageNotFoundException")]))
        #expect(try await client.image(tagged: "t", in: "ml") == nil)
    }

    @Test func missingRepositoryOfAnImageIsAnError() async throws {
        let client = try ECRClient.test(ScriptedTransport([.failure("RepositoryNotFoundException")]))
        await #expect(throws: ECRError.repositoryNotFound(arn: "arn:aws:ecr:eu-west-1:*:repository/ml")) {
            try await client.image(tagged: "t", in: "ml")
        }
    }

    @Test(arguments: [
        "", "[]", "{}", "<html>", "{\"imageDetails\": []}", "{\"imageDetails\": [{}]}",
        "{\"imageDetails\": [{\"imageDigest\": \"sha256:0\", \"imageTags\": [\"t\"]}]}",
        "{\"imageDetails\": [{\"imageDigest\": \"\(digest)\", \"imageTags\": [\"u\"]}]}",
        "{\"imageDetails\": [{\"imageDigest\": \"\(digest)\"}]}",
    ])
    func otherDocumentsAreNoImage(body: String) async throws {
        let client = try ECRClient.test(ScriptedTransport([.result(body)]))
        let error = await #expect(throws: ECRError.self) { try await client.image(tagged: "t", in: "ml") }
        #expect(error?.errorCode == "invalid-response")
    }

    @Test(arguments: [
        "{\"repositories\": []}",
        "{\"repositories\": [{\"repositoryArn\": \"arn:aws:ecr:eu-west-1:1:repository/ml\", \"registryId\": \"1\", \"repositoryName\": \"ml\"}]}",
    ])
    func otherDocumentsAreNoRepository(body: String) async throws {
        let client = try ECRClient.test(ScriptedTransport([.result(body)]))
        await #expect(throws: ECRError.self) { try await client.repository(named: "ml") }
    }

    @Test(arguments: [
        "{\"authorizationData\": []}",
        "{\"authorizationData\": [{\"authorizationToken\": \"!\", \"expiresAt\": 1, \"proxyEndpoint\": \"https://h\"}]}",
        "{\"authorizationData\": [{\"authorizationToken\": \"QVdT\", \"expiresAt\": 1, \"proxyEndpoint\": \"https://h\"}]}",
        "{\"authorizationData\": [{\"authorizationToken\": \"QVdTOng=\", \"expiresAt\": 1, \"proxyEndpoint\": \"h\"}]}",
    ])
    func otherDocumentsAreNoToken(body: String) async throws {
        let registry = ECRRegistry(try .test(ScriptedTransport([.result(body)])))
        let error = await #expect(throws: ECRError.self) { try await registry.endpoint(ofRepository: "ml") }
        #expect(error?.errorCode == "invalid-response")
    }

    @Test(arguments: [
        ("KmsException", "kms:CreateGrant"), ("LimitExceededException", "quota"),
    ])
    func failedCreationSaysWhatToDo(code: String, hint: String) async throws {
        let client = try ECRClient.test(ScriptedTransport([.failure(code)]))
        let error = await #expect(throws: ECRError.self) { try await client.createRepository(named: "ml", .init()) }
        #expect(error?.hint?.contains(hint) == true)
        #expect(error?.errorCode.rawValue == code)
    }
}
