internal import FoundationEssentials
internal import HTTP

/// The server that issues the tokens of a registry.
struct TokenServer: Sendable, Hashable {
    /// The URL that tokens are requested from.
    let realm: HTTPURL
    /// The name of the registry at that server.
    let service: String?

    /// Reads the challenge of a registry.
    ///
    /// Returns nil without a URL, and for plain HTTP: only a registry that itself is reached so, on this machine, may name
    /// such a server, on this machine too.
    init?(_ challenge: AuthenticationChallenge, registry: HTTPURL) {
        guard let text = challenge.parameters["realm"], let realm = HTTPURL(resolving: text, against: registry),
            realm.scheme == .https || registry.scheme == .http && realm.isLoopback
        else { return nil }
        self.realm = realm
        service = challenge.parameters["service"]
    }

    /// Returns the request for a token.
    ///
    /// - Parameters:
    ///   - scopes: The permissions that the token is to have.
    ///   - login: The login; nil asks for a token for everybody.
    func request(_ scopes: Set<RegistryScope>, _ login: RegistryLogin?) -> HTTPRequest {
        let service = service.map { [HTTPURL.QueryItem("service", $0)] } ?? []
        let texts = scopes.texts
        guard case .identityToken(let token) = login else {
            var headers: HTTPHeaders = [:]
            headers["Authorization"] = login?.basicAuthorization
            return HTTPRequest(.get, realm.appending(service + texts.map { .init("scope", $0) }), headers: headers)
        }
        // The OAuth 2.0 form of the specification takes the scopes in one field (RFC 6749, section 3.3).
        let form =
            service + [
                .init("client_id", "sageassets"), .init("grant_type", "refresh_token"), .init("refresh_token", token),
                .init("scope", texts.joined(separator: " ")),
            ]
        return HTTPRequest(
            .post,
            realm,
            headers: ["Content-Type": "application/x-www-form-urlencoded"],
            body: Array(HTTPURL.encode(form).utf8)
        )
    }
}

/// A token for requests to a registry.
struct RegistryToken: Sendable {
    /// The largest response: tokens are a few thousand bytes.
    static let byteLimit = 256 << 10

    let text: String
    /// The time from which another one is asked for, some time before it expires.
    let renewal: ContinuousClock.Instant

    /// The value of `Authorization` (RFC 6750, section 2.1).
    var authorization: String { "Bearer \(text)" }

    /// Reads the response of a token server; returns nil if it has no token that can stand in a header.
    ///
    /// - Parameter time: The time before the request was sent.
    init?(_ body: [UInt8], at time: ContinuousClock.Instant) {
        guard let document = try? JSONDecoder().decode(Document.self, from: Data(body)),
            let text = document.token ?? document.access_token, !text.isEmpty,
            text.utf8.allSatisfy({ (0x21...0x7e).contains($0) })
        else { return nil }
        self.text = text
        // Without a statement tokens last a minute.
        let lifetime = Swift.max(0, document.expires_in ?? 60)
        renewal = time + .seconds(Swift.max(lifetime - 30, lifetime / 2))
    }

    private struct Document: Decodable {
        let token: String?
        let access_token: String?
        let expires_in: Int?
    }
}
