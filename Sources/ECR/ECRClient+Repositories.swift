public import AWSNames
internal import Basics

/// A repository of Amazon ECR.
public struct ECRRepository: Sendable, Hashable, Decodable {
    /// The ARN.
    public let arn: String
    /// The account of the registry that the repository is in.
    public let account: String
    /// The name.
    public let name: String
    /// Whether a tag names one image for ever.
    public let hasImmutableTags: Bool

    private enum CodingKeys: String, CodingKey {
        case repositoryArn, registryId, repositoryName, imageTagMutability
    }

    /// Reads the API's description of a repository.
    public init(from decoder: any Decoder) throws {
        let members = try decoder.container(keyedBy: CodingKeys.self)
        arn = try members.decode(String.self, forKey: .repositoryArn)
        account = try members.decode(String.self, forKey: .registryId)
        name = try members.decode(String.self, forKey: .repositoryName)
        // MUTABLE, IMMUTABLE, and both with _WITH_EXCLUSION for some tags.
        let mutability = try members.decodeIfPresent(String.self, forKey: .imageTagMutability)
        hasImmutableTags = mutability?.hasPrefix("IMMUTABLE") ?? false
        guard NamingRule.account.accepts(account), RepositoryARN(arn)?.name == name else {
            throw DecodingError.dataCorruptedError(forKey: .registryId, in: members, debugDescription: "names")
        }
    }
}

extension ECRClient {
    /// Returns a repository, or nil if there is none of the name.
    ///
    /// - Throws: `ECRError`; it needs the permission `ecr:DescribeRepositories`.
    public func repository(named name: String) async throws -> ECRRepository? {
        let parameters: [String: JSON] = registryParameters.merging(["repositoryNames": [.string(name)]]) { $1 }
        let operation = ECROperation(.describeRepositories, repository: name, parameters: parameters)
        struct Output: Decodable { let repositories: [ECRRepository] }
        do {
            let found = try await perform(operation, returning: Output.self).repositories
            guard let repository = found.first(where: { $0.name == name }) else {
                throw invalidResponse(operation, "does not describe repository '\(name)'")
            }
            return repository
        } catch ECRError.repositoryNotFound {
            return nil
        }
    }

    /// Creates a repository; one that another publisher has created meanwhile is left as it is.
    ///
    /// - Throws: `ECRError`; it needs the permission `ecr:CreateRepository`.
    public func createRepository(named name: String, _ creation: RepositoryCreation) async throws {
        var parameters: [String: JSON] = [
            "imageScanningConfiguration": ["scanOnPush": .bool(creation.scanOnPush)],
            "imageTagMutability": creation.immutableTags ? "IMMUTABLE" : "MUTABLE",
            "repositoryName": .string(name),
        ]
        if let key = creation.encryptionKey {
            parameters["encryptionConfiguration"] = ["encryptionType": "KMS", "kmsKey": .string(key)]
        }
        let operation = ECROperation(
            .createRepository,
            repository: name,
            parameters: parameters.merging(registryParameters) { $1 }
        )
        struct Output: Decodable { let repository: ECRRepository }
        do {
            _ = try await perform(operation, returning: Output.self)
        } catch ECRError.errorResponse(let response) where response.code == "RepositoryAlreadyExistsException" {
            // An attempt whose response was lost has created it, or another publisher.
        }
    }

    /// The parameter that names the registry of another account.
    var registryParameters: [String: JSON] {
        configuration.account.map { ["registryId": .string($0)] } ?? [:]
    }
}
