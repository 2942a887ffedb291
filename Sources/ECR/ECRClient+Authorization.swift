internal import AWS
internal import Basics
internal import Hashing
internal import HTTP
internal import Registry

/// A token of Amazon ECR: a user name and a password that its registries take for twelve hours.
struct ECRToken: Sendable, Hashable {
    /// The user name and the password.
    let login: RegistryLogin
    /// The end of the validity.
    let expiration: Timestamp
    /// The URL of the registry of the account of the credentials, as the server names it.
    let registry: HTTPURL
}

extension ECRClient {
    /// Requests a token.
    ///
    /// Its password is in memory only, and is taken out of all texts of servers.
    ///
    /// - Throws: `ECRError`; it needs the permission `ecr:GetAuthorizationToken`.
    func authorizationToken() async throws -> ECRToken {
        let operation = ECROperation(.getAuthorizationToken)
        let data = try await perform(operation, returning: AuthorizationTokens.self).authorizationData.first
        guard let data, let bytes = Base64.decode(data.authorizationToken),
            let text = String(validating: bytes, as: UTF8.self), let colon = text.firstIndex(of: ":")
        else { throw invalidResponse(operation, "has no token") }
        let password = String(text[text.index(after: colon)...])
        secrets.insert([password, data.authorizationToken])
        guard let registry = try? HTTPURL(data.proxyEndpoint) else {
            throw invalidResponse(operation, "has no URL of a registry")
        }
        // Seconds with a fraction; a number that is none of a clock is one of the past.
        let seconds = Int(exactly: data.expiresAt.rounded(.down)) ?? 0
        return ECRToken(
            login: .password(user: String(text[..<colon]), password: password),
            expiration: Timestamp(secondsSinceEpoch: seconds),
            registry: registry
        )
    }
}

private struct AuthorizationTokens: Decodable {
    struct Item: Decodable {
        let authorizationToken: String
        let expiresAt: Double
        let proxyEndpoint: String
    }

    let authorizationData: [Item]
}
