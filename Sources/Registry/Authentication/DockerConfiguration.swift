internal import FoundationEssentials
internal import Hashing

/// The logins of a document in the form of Docker's `config.json`.
///
/// Source: "Configuration file (config.json) properties" and "Credential stores" in the reference of `docker` and of
/// `docker login`.
struct DockerConfiguration: Sendable {
    /// Where a login is.
    enum Location: Sendable, Hashable {
        /// In the document.
        case document(RegistryLogin)
        /// In a store that a program reads: `docker-credential-NAME`, and the name of the registry there.
        case helper(name: String, server: String)
    }

    private let document: Document
    private let source: String

    /// Reads a document.
    ///
    /// - Parameter source: The name of the document, for errors: none of them has any of its text.
    init(_ bytes: [UInt8], source: String) throws(RegistryError) {
        guard let document = try? JSONDecoder().decode(Document.self, from: Data(bytes)) else {
            throw .credentials(
                source: source,
                problem: "it is not JSON of the form {\"auths\": {\"HOST\": {\"auth\": …}}}",
                hint: "write it with 'docker login', or remove it"
            )
        }
        self.document = document
        self.source = source
    }

    /// Returns the places to look for the login of a registry, the first one first.
    ///
    /// - Parameter registry: The host, and the port if it is not the default one.
    func locations(of registry: String) throws(RegistryError) -> [Location] {
        var locations: [Location] = []
        let own = document.credHelpers?.first { Self.host(of: $0.key) == registry }
        if let helper = own?.value ?? document.credsStore, !helper.isEmpty {
            guard helper.utf8.allSatisfy(isPlain) else {
                throw error("the name of a credential helper is no part of a file's name")
            }
            locations.append(.helper(name: helper, server: own?.key ?? Self.server(of: registry)))
        }
        if let login = try login(of: registry) { locations.append(.document(login)) }
        return locations
    }

    private func login(of registry: String) throws(RegistryError) -> RegistryLogin? {
        let matching = (document.auths ?? [:]).filter { Self.host(of: $0.key) == registry }
        // The registry's own name before one with a path.
        for (_, entry) in matching.sorted(by: { ($0.key.utf8.count, $0.key) < ($1.key.utf8.count, $1.key) }) {
            if let token = entry.identitytoken, !token.isEmpty { return .identityToken(token) }
            if let auth = entry.auth, !auth.isEmpty {
                guard let bytes = Base64.decode(auth), let text = String(validating: bytes, as: UTF8.self),
                    let colon = text.firstIndex(of: ":")
                else { throw error("the 'auth' of '\(registry)' is not USER:PASSWORD in Base64") }
                return .password(user: String(text[..<colon]), password: String(text[text.index(after: colon)...]))
            }
            if let user = entry.username, let password = entry.password, !user.isEmpty {
                return .password(user: user, password: password)
            }
        }
        return nil
    }

    private func error(_ problem: String) -> RegistryError {
        .credentials(source: source, problem: problem, hint: "run 'docker login' for the registry again")
    }

    /// The key under which Docker keeps the login of Docker Hub.
    private static let dockerHubKey = "https://index.docker.io/v1/"

    private static func server(of registry: String) -> String {
        registry == RegistryEndpoint.dockerHub ? dockerHubKey : registry
    }

    /// Returns the registry that a key names, which may be a URL with a path.
    private static func host(of key: String) -> String {
        let withoutScheme = key.split(separator: "://", maxSplits: 1).last.map(String.init) ?? key
        let host = withoutScheme.prefix { $0 != "/" }.lowercased()
        return RegistryEndpoint(host)?.description ?? host
    }

    private struct Document: Decodable {
        let auths: [String: Entry]?
        let credsStore: String?
        let credHelpers: [String: String]?
    }

    private struct Entry: Decodable {
        let auth: String?
        let username: String?
        let password: String?
        let identitytoken: String?
    }
}

/// Whether a byte may stand in the name of a credential helper: letters, digits, `.`, `_` and `-`.
private func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
        true
    default: false
    }
}
