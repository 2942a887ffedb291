public import AWSNames
internal import HTTP
public import Registry

/// An account's private registry in Amazon ECR.
public struct ECRRegistry: Sendable {
    /// The client of the API.
    public let client: ECRClient
    /// The login for the registry.
    public let authorization: ECRAuthorization

    /// Creates a registry; nothing is sent yet.
    public init(_ client: ECRClient) {
        self.client = client
        authorization = ECRAuthorization(client)
    }

    /// Returns the registry that a repository is in: the server to talk to, and the host that references name, which is
    /// `<account>.dkr.ecr.<region>.amazonaws.com` whatever variant of it is the server.
    ///
    /// If the account is not configured, it is that of the credentials: the token tells, or else the repository.
    ///
    /// - Throws: `ECRError`, `.repositoryNotFound` among them if only the repository could tell the account; and the errors of
    ///   the transport and the credentials.
    public func endpoint(ofRepository name: String) async throws -> RegistryEndpoint {
        let configuration = client.configuration
        let account = try await account(ofRepository: name)
        let host = configuration.region.registryHost(ofAccount: account)
        let server = try await server(ofAccount: account)
        guard let endpoint = RegistryEndpoint(server, name: host) else { throw ECRError.unknownRegistry(host: host) }
        return endpoint
    }

    private func server(ofAccount account: String) async throws -> HTTPURL {
        let configuration = client.configuration
        // A server of the tests has its registry on this machine too; other servers' words do not lead anywhere.
        if let endpoint = configuration.endpoint, endpoint.isLoopback {
            let registry = try await authorization.currentToken().registry
            if registry.isLoopback { return registry }
        }
        let host = configuration.region.registryHost(ofAccount: account, configuration.endpointVariants)
        return HTTPURL(scheme: .https, host: host)
    }

    private func account(ofRepository name: String) async throws -> String {
        let configuration = client.configuration
        if let account = configuration.account { return account }
        let registry = try await authorization.currentToken().registry
        if let account = EcrImageURI("\(registry.host)/image:tag")?.account,
            registry.host == configuration.region.registryHost(ofAccount: account)
        {
            return account
        }
        // Servers other than AWS's may have registries of other names.
        guard configuration.endpoint != nil else { throw ECRError.unknownRegistry(host: registry.host) }
        guard let repository = try await client.repository(named: name) else {
            throw ECRError.repositoryNotFound(arn: configuration.arn(ofRepository: name))
        }
        return repository.account
    }

    /// Returns the login for a registry that base images are pulled from: a token serves all registries of its region, whatever
    /// their account; nil for any other host.
    public func login(forBaseImagesOf host: String) async throws -> RegistryLogin? {
        guard let image = EcrImageURI("\(host)/image:tag"), image.region == client.configuration.region.description,
            host == client.configuration.region.registryHost(ofAccount: image.account)
        else { return nil }
        return try await authorization.currentToken().login
    }

    /// Creates a repository if it is missing and the destination says so.
    ///
    /// - Parameters:
    ///   - name: The name of the repository.
    ///   - creation: The settings of a new repository; nil if it must exist.
    /// - Throws: `ECRError.repositoryNotFound` for a missing repository without settings; other errors of the creation.
    public func prepareRepository(_ name: String, creation: RepositoryCreation?) async throws {
        do {
            if try await client.repository(named: name) != nil { return }
        } catch ECRError.errorResponse(let response) where response.isAccessDenied {
            // The push tells whether it exists: that takes other permissions.
            return
        }
        guard let creation else {
            throw ECRError.repositoryNotFound(arn: client.configuration.arn(ofRepository: name))
        }
        try await client.createRepository(named: name, creation)
    }
}
