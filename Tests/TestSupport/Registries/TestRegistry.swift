internal import AWS
internal import Basics
internal import Foundation
public import HTTP
public import Registry
public import SystemPackage
public import Testing

/// A registry that runs: `SAGEASSETS_TEST_<NAME>` is "ENDPOINT USER PASSWORD CERTIFICATE", with hyphens for what it does
/// not need.
public struct TestRegistry: Sendable, CustomTestStringConvertible {
    /// The registry's name in `ci/servers`.
    public let name: String
    /// The URL of the server.
    public let url: HTTPURL
    /// The login; nil if it wants none.
    public let login: RegistryLogin?
    /// The user's name and the password with a colon between them, for other programs.
    public let userAndPassword: String?
    /// The file of the certificate to trust; nil for plain HTTP.
    public let certificate: FilePath?

    /// The registries that run.
    public static let present = ["registry", "registry_tls", "registry_token"].compactMap { TestRegistry($0) }

    /// The registry without users and TLS, if it runs.
    public static let plain = present.first { $0.name == "registry" }

    /// The registry over TLS, for a user with a password, if it runs.
    public static let withPassword = present.first { $0.name == "registry_tls" }

    /// The reason for skipping a suite that needs a registry.
    public static let absence: Comment = "no SAGEASSETS_TEST_REGISTRY is set; run ci/test"

    private init?(_ name: String) {
        let setting = ProcessInfo.processInfo.environment["SAGEASSETS_TEST_\(name.uppercased())"]
        guard let words = setting?.split(separator: " ").map(String.init), words.count == 4,
            let url = try? HTTPURL(words[0])
        else { return nil }
        (self.name, self.url) = (name, url)
        login = words[1] == "-" ? nil : .password(user: words[1], password: words[2])
        userAndPassword = words[1] == "-" ? nil : "\(words[1]):\(words[2])"
        certificate = words[3] == "-" ? nil : FilePath(words[3])
    }

    /// The name in test reports.
    public var testDescription: String { name }

    /// The host and the port, as image references name it.
    public var host: String { url.authority }

    /// The user's name and the password in the form of Docker's `config.json`.
    public var dockerConfiguration: String? {
        userAndPassword.map { userAndPassword in
            let auth = Data(userAndPassword.utf8).base64EncodedString()
            return JSON.object(["auths": .object([host: ["auth": .string(auth)]])]).compact
        }
    }

    /// Returns what clients need to use the registry.
    ///
    /// - Parameter credentials: The source of logins; by default that of the registry's user.
    public func configuration(credentials: (any RegistryCredentials)? = nil) -> RegistryClient.Configuration {
        var transport = CurlTransport.Configuration()
        transport.certificateAuthorities = certificate
        let own: any RegistryCredentials = login.map { StaticRegistryCredentials($0) } ?? NoRegistryCredentials()
        var configuration = RegistryClient.Configuration(
            transport: CurlTransport(transport),
            credentials: credentials ?? own
        )
        // A registry that does not respond is not waited for.
        configuration.retryPolicy = RetryPolicy(longestOutage: .seconds(20))
        return configuration
    }

    /// Returns a client of a repository, by default of a new one.
    public func repository(
        _ name: String? = nil,
        credentials: (any RegistryCredentials)? = nil
    ) throws -> RegistryRepository {
        let endpoint = try #require(RegistryEndpoint(url.authority))
        return try RegistryRepository(name ?? Self.newName(), in: endpoint, configuration(credentials: credentials))
    }

    /// Returns the name of a repository that no other test has.
    public static func newName() -> String { "test-\(UUID().uuidString.lowercased())" }
}
