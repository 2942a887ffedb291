internal import Basics
internal import SystemPackage

/// The logins that Docker keeps, and those of the environment, which come first.
///
/// - `SAGEASSETS_REGISTRY_AUTH` is a document of the form of `config.json`, as GitLab's `DOCKER_AUTH_CONFIG`.
/// - `config.json` is in the directory that `DOCKER_CONFIG` names, by default in `~/.docker`.
///
/// The document is read for each login: another program may have changed it.
public struct DockerCredentials: RegistryCredentials {
    private static let byteLimit = 4 << 20
    /// The variable whose value is a document with logins.
    public static let variable = "SAGEASSETS_REGISTRY_AUTH"

    private let environment: [String: String]

    /// Creates a source of the logins that an environment names.
    ///
    /// - Parameter environment: The variables of the process.
    public init(environment: [String: String]) {
        self.environment = environment
    }

    /// Returns the login for a registry, or nil if there is none.
    ///
    /// - Throws: `RegistryError` if a document cannot be read, or a credential helper fails.
    public func login(for registry: String, rejected: RegistryLogin?) async throws -> RegistryLogin? {
        for configuration in try configurations() {
            for location in try configuration.locations(of: registry) {
                switch location {
                case .document(let login): return login
                case .helper(let name, let server):
                    let helper = CredentialHelper(name: name, environment: environment)
                    if let login = try await helper.login(for: server) { return login }
                }
            }
        }
        return nil
    }

    private func configurations() throws -> [DockerConfiguration] {
        var configurations: [DockerConfiguration] = []
        if let text = environment[Self.variable], !text.isEmpty {
            configurations.append(try DockerConfiguration(Array(text.utf8), source: Self.variable))
        }
        if let file, let bytes = try SmallFile.readBytes(file, limit: Self.byteLimit) {
            configurations.append(try DockerConfiguration(bytes, source: file.string))
        }
        return configurations
    }

    private var file: FilePath? {
        if let directory = environment["DOCKER_CONFIG"], !directory.isEmpty {
            return FilePath(directory).appending("config.json")
        }
        guard let home = environment["HOME"], !home.isEmpty else { return nil }
        return FilePath(home).appending(".docker").appending("config.json")
    }
}
