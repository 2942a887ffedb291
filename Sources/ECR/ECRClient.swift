public import AWS
internal import AWSNames
internal import Basics
internal import FoundationEssentials
internal import HTTP

/// Sends requests to the API of Amazon ECR, whose registries hold the images themselves.
///
/// Signing and retries are those of `AWSClient`.
///
/// Source: the Amazon ECR API Reference, version 2015-09-21; the protocol is AWS JSON 1.1.
public struct ECRClient: Sendable {
    /// The registry and its server.
    public let configuration: ECRConfiguration
    /// The secrets that texts of servers are cleared of: tokens are added.
    let secrets: KnownSecrets
    private let client: AWSClient

    /// The most bytes of a response: descriptions have some hundred bytes, tokens some thousand.
    private static let byteLimit = 1 << 20

    /// Creates a client of a registry.
    ///
    /// - Parameters:
    ///   - configuration: The registry and its server.
    ///   - aws: The transport, the credentials and the rest that all clients need.
    public init(_ configuration: ECRConfiguration, _ aws: AWSClient.Configuration) {
        self.configuration = configuration
        secrets = aws.secrets
        client = AWSClient(service: "ecr", region: configuration.region, aws)
    }

    /// Sends an operation until it succeeds or fails for good, and returns the result.
    func perform<Output: Decodable>(_ operation: ECROperation, returning: Output.Type) async throws -> Output {
        let body = Array(JSON.object(operation.parameters).compact.utf8)
        let headers: HTTPHeaders = [
            "Content-Type": "application/x-amz-json-1.1",
            "X-Amz-Target": "AmazonEC2ContainerRegistry_V20150921.\(operation.name.rawValue)",
        ]
        let request = AWSRequest(
            operation: operation.name.rawValue,
            HTTPRequest(.post, configuration.url, headers: headers, body: body),
            payload: .of(body),
            responseLimit: Self.byteLimit,
            resources: operation.repository.map { ["repository": $0] } ?? [:]
        )
        let response: HTTPResponse
        do {
            response = try await client.send(request)
        } catch let response as ErrorResponse {
            if response.code == "RepositoryNotFoundException", let name = operation.repository {
                throw ECRError.repositoryNotFound(arn: configuration.arn(ofRepository: name))
            }
            throw ECRError.errorResponse(ECRErrorResponse(response, operation, configuration))
        }
        do {
            return try JSONDecoder().decode(Output.self, from: Data(response.body))
        } catch {
            throw invalidResponse(operation, "is not the JSON document that the API specifies")
        }
    }

    /// Returns the error of a response that does not have the specified form.
    func invalidResponse(_ operation: ECROperation, _ problem: String) -> ECRError {
        .invalidResponse(operation: operation.name.rawValue, problem: problem)
    }
}

/// A request to the API before it is addressed and signed.
struct ECROperation: Sendable {
    /// The API's names of the operations.
    enum Name: String, Sendable {
        case createRepository = "CreateRepository"
        case describeImages = "DescribeImages"
        case describeRepositories = "DescribeRepositories"
        case getAuthorizationToken = "GetAuthorizationToken"
    }

    let name: Name
    /// The name of the repository; nil for an operation on the registry.
    let repository: String?
    let parameters: [String: JSON]

    init(_ name: Name, repository: String? = nil, parameters: [String: JSON] = [:]) {
        self.name = name
        self.repository = repository
        self.parameters = parameters
    }
}
