internal import Hashing

/// A source of the user names, passwords and tokens of registries.
public protocol RegistryCredentials: Sendable {
    /// Whether a registry is known to take a user name and a password with every request (scheme Basic), so that the
    /// first request has them already.
    func takesPassword(_ registry: String) -> Bool

    /// Returns the login for a registry, or nil if there is none.
    ///
    /// - Parameters:
    ///   - registry: The host, and the port if it is not the default one.
    ///   - rejected: The login that the registry has just rejected, in whose place a fresh one is wanted; the same one
    ///     again ends the attempts.
    func login(for registry: String, rejected: RegistryLogin?) async throws -> RegistryLogin?
}

extension RegistryCredentials {
    /// The registry says which scheme it wants.
    public func takesPassword(_ registry: String) -> Bool { false }
}

/// The proof of an identity that a registry accepts.
public enum RegistryLogin: Sendable, Hashable {
    /// A user name and a password, or an access token in its place.
    case password(user: String, password: String)
    /// A refresh token of the registry's token server, which Docker calls an identity token.
    case identityToken(String)

    /// The secrets, in the forms in which they are sent.
    var secrets: [String] {
        switch self {
        case .password(_, let password): [password, encodedPassword].compactMap(\.self)
        case .identityToken(let token): [token]
        }
    }

    /// The value of `Authorization` with scheme Basic (RFC 7617); nil for an identity token.
    var basicAuthorization: String? { encodedPassword.map { "Basic \($0)" } }

    private var encodedPassword: String? {
        guard case .password(let user, let password) = self else { return nil }
        return Base64.encode(Array("\(user):\(password)".utf8))
    }
}

/// No login for any registry.
public struct NoRegistryCredentials: RegistryCredentials {
    /// Creates the source of no login.
    public init() {}

    /// Returns nil.
    public func login(for registry: String, rejected: RegistryLogin?) -> RegistryLogin? { nil }
}

/// The same login for all registries.
public struct StaticRegistryCredentials: RegistryCredentials {
    private let login: RegistryLogin

    /// Creates a source of one login.
    public init(_ login: RegistryLogin) { self.login = login }

    /// Returns the login.
    public func login(for registry: String, rejected: RegistryLogin?) -> RegistryLogin? { login }
}
