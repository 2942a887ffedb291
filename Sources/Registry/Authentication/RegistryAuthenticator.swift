internal import AWS
internal import Basics
internal import HTTP

/// The authorization of the requests to one registry: a password with each of them (Basic), or a token for a repository
/// that the registry's token server issues (Bearer).
///
/// Passwords and tokens are kept in memory only. A token is renewed before it expires; tasks that need the same one wait
/// for one request.
///
/// Source: "Token Authentication Specification" of Docker's registry.
actor RegistryAuthenticator {
    /// The scheme that the registry has asked for.
    private enum Scheme {
        case unknown
        case basic
        case bearer(TokenServer)
    }

    private let endpoint: RegistryEndpoint
    private let credentials: any RegistryCredentials
    private let configuration: RegistryClient.Configuration
    private var scheme = Scheme.unknown
    /// The login in use; nil in the inner sense if there is none, in the outer one before it was asked for.
    private var login: RegistryLogin??
    private var tokens: [Set<RegistryScope>: RegistryToken] = [:]
    private var requests: [Set<RegistryScope>: SharedTask<RegistryToken>] = [:]
    /// The newest values that the registry has accepted, oldest first.
    private var accepted: [String] = []

    init(_ endpoint: RegistryEndpoint, _ configuration: RegistryClient.Configuration) {
        self.endpoint = endpoint
        self.configuration = configuration
        credentials = configuration.credentials
    }

    /// Whether there is a login for the registry.
    var hasCredentials: Bool { login.flatMap(\.self) != nil }

    /// Returns the value of `Authorization` of a request; nil for none.
    ///
    /// - Parameter scopes: The permissions that the request needs.
    func authorization(for scopes: Set<RegistryScope>) async throws -> String? {
        switch scheme {
        case .unknown:
            guard credentials.takesPassword(endpoint.description) else { return nil }
            scheme = .basic
            return try await currentLogin()?.basicAuthorization
        case .basic: return try await currentLogin()?.basicAuthorization
        case .bearer(let tokenServer): return try await token(for: scopes, from: tokenServer).authorization
        }
    }

    /// Returns the value of `Authorization` for one more attempt, after a response that asks for authentication.
    ///
    /// - Parameters:
    ///   - response: The response.
    ///   - rejected: The value that the request had.
    ///   - scopes: The permissions that the request needs.
    ///   - server: The URL of the registry.
    /// - Returns: Nil if there is no other value to try.
    func renewed(
        after response: HTTPResponse,
        rejected: String?,
        _ scopes: Set<RegistryScope>,
        _ server: HTTPURL
    ) async throws -> String? {
        let challenges = AuthenticationChallenge.all(in: response.headers)
        if let challenge = challenges.first(where: { $0.scheme == "bearer" }),
            let tokenServer = TokenServer(challenge, registry: server)
        {
            scheme = .bearer(tokenServer)
            // Another task may have renewed it already.
            if let token = usableToken(for: scopes), token.authorization != rejected { return token.authorization }
            tokens = tokens.filter { $0.value.authorization != rejected }
            return try await token(for: scopes, from: tokenServer).authorization
        }
        if challenges.isEmpty {
            // A token's permissions do not change with another one.
            guard rejected != nil, case .basic = scheme else { return nil }
        } else if !challenges.contains(where: { $0.scheme == "basic" }) {
            guard challenges.contains(where: { $0.scheme == "bearer" }) else { return nil }
            let problem = "names no token server that is reached over TLS"
            throw RegistryError.invalidResponse(item: endpoint.description, problem: problem, hint: nil)
        }
        scheme = .basic
        let current = try await currentLogin()
        if let authorization = current?.basicAuthorization, authorization != rejected { return authorization }
        let fresh = try await freshLogin(rejected: current)?.basicAuthorization
        return fresh == rejected ? nil : fresh
    }

    /// Records that the registry has accepted a value.
    func accept(_ authorization: String?) {
        guard let authorization, !accepted.contains(authorization) else { return }
        accepted.append(authorization)
        // Those before it are no longer in use.
        if accepted.count > 8 { accepted.removeFirst() }
    }

    /// Whether the registry has accepted a value before.
    func hasAccepted(_ authorization: String?) -> Bool { accepted.contains { $0 == authorization } }

    // MARK: Login

    private func currentLogin() async throws -> RegistryLogin? {
        if let login { return login }
        return try await ask(rejected: nil)
    }

    /// Returns another login in the place of one that was rejected; nil if there is none.
    private func freshLogin(rejected: RegistryLogin?) async throws -> RegistryLogin? {
        guard let rejected else { return nil }
        // Another task may have asked already.
        if let login, login != rejected { return login }
        let fresh = try await ask(rejected: rejected)
        return fresh == rejected ? nil : fresh
    }

    private func ask(rejected: RegistryLogin?) async throws -> RegistryLogin? {
        let answer = try await credentials.login(for: endpoint.description, rejected: rejected)
        configuration.secrets.insert(answer?.secrets ?? [])
        login = .some(answer)
        return answer
    }

    // MARK: Tokens

    private func usableToken(for scopes: Set<RegistryScope>) -> RegistryToken? {
        let now = configuration.now()
        return tokens.first { $0.key.isSuperset(of: scopes) && now < $0.value.renewal }?.value
    }

    private func token(for scopes: Set<RegistryScope>, from server: TokenServer) async throws -> RegistryToken {
        if let token = usableToken(for: scopes) { return token }
        try Task.checkCancellation()
        let request = requests[scopes].claimed { try await self.requestToken(for: scopes, from: server) }
        defer { if requests[scopes] === request { requests[scopes] = nil } }
        let token = try await request.value()
        tokens[scopes] = token
        return token
    }

    private func requestToken(
        for scopes: Set<RegistryScope>,
        from server: TokenServer
    ) async throws -> RegistryToken {
        let current = try await currentLogin()
        do {
            return try await send(server.request(scopes, current), current)
        } catch let error as TokenErrorResponse where error.response.status == 401 {
            guard let fresh = try await freshLogin(rejected: current) else { throw error }
            return try await send(server.request(scopes, fresh), fresh)
        }
    }

    private func send(_ request: HTTPRequest, _ login: RegistryLogin?) async throws -> RegistryToken {
        configuration.counters.addRequest(byteCount: request.body.byteCount)
        let start = configuration.now()
        let response: HTTPResponse
        do {
            response = try await configuration.transport.send(request, responseLimit: RegistryToken.byteLimit)
        } catch let error as HTTPError {
            throw error.withDetail(configuration.secrets.shown(error.detail))
        }
        let server = request.url.withoutQuery.text
        guard response.status == 200 else {
            throw TokenErrorResponse(response: response, server: server, hasCredentials: login != nil)
        }
        guard let token = RegistryToken(response.body, at: start) else {
            throw RegistryError.invalidResponse(item: server, problem: "has no token", hint: nil)
        }
        configuration.secrets.insert([token.text])
        return token
    }
}

/// A token server's response that has no token.
struct TokenErrorResponse: Error {
    let response: HTTPResponse
    let server: String
    let hasCredentials: Bool
}
