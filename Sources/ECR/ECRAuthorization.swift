public import AWS
internal import AWSNames
internal import Basics
public import Registry

/// The login for the registries of Amazon ECR in one region, by a token that all tasks of a run share.
///
/// The token is requested when it is first needed, and again before it expires or when a registry rejects it; one request
/// runs at a time. It is in memory only.
public actor ECRAuthorization: RegistryCredentials {
    /// The time before the expiration at which a token is replaced, in seconds: that of a long upload.
    static let renewalLead = 1800

    private let client: ECRClient
    private let now: @Sendable () -> Timestamp
    private var token: ECRToken?
    /// The time at which the token is replaced; nil if only a registry tells that it is over.
    private var renewal: Timestamp?
    private var request: SharedTask<ECRToken>?

    /// Creates the login; nothing is sent yet.
    ///
    /// - Parameters:
    ///   - client: The client of the region's API.
    ///   - now: The clock that expirations are compared with.
    public init(_ client: ECRClient, now: @escaping @Sendable () -> Timestamp = { .now }) {
        self.client = client
        self.now = now
    }

    /// Whether a registry is one of the region's, all of which take the password with every request.
    public nonisolated func takesPassword(_ registry: String) -> Bool { client.configuration.hasRegistry(registry) }

    /// Returns the login for a registry of the region; nil for any other host, which must not see it.
    ///
    /// - Throws: `ECRError`, and the errors of the transport and the credentials.
    public func login(for registry: String, rejected: RegistryLogin?) async throws -> RegistryLogin? {
        guard takesPassword(registry) else { return nil }
        return try await currentToken(rejected: rejected).login
    }

    /// Returns a token that is valid now and that no registry has rejected, as far as it is known.
    func currentToken(rejected: RegistryLogin? = nil) async throws -> ECRToken {
        if self.request == nil, let token, token.login != rejected, renewal.map({ now() < $0 }) ?? true { return token }
        try Task.checkCancellation()
        let request = self.request.claimed { try await self.requestToken() }
        defer { if self.request === request { self.request = nil } }
        return try await request.value()
    }

    private func requestToken() async throws -> ECRToken {
        let token = try await client.authorizationToken()
        // A token that is over when it arrives is that of a server, or of a machine, with a wrong clock: it is used until
        // a registry rejects it.
        let renewal = token.expiration.advanced(bySeconds: -Self.renewalLead)
        self.renewal = now() < renewal ? renewal : nil
        self.token = token
        return token
    }
}

extension ECRConfiguration {
    /// Whether a host, as references name it, is that of a registry which the tokens of this server are for.
    func hasRegistry(_ host: String) -> Bool {
        guard let found = EcrImageURI("\(host)/image:tag")?.account else { return false }
        return host == region.registryHost(ofAccount: found) && found == account ?? found
    }
}
