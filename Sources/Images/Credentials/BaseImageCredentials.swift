internal import Basics
internal import Hashing
public import Registry
internal import SystemPackage

/// The passwords of registries that a build pulls its base images from.
///
/// A builder gets them in a file of ours, which is removed when the build has ended. The user's own file takes part in it,
/// credential helpers included.
public struct BaseImageCredentials: Sendable {
    /// The logins by the registries' hosts, with their ports where they have one.
    public var logins: [String: RegistryLogin]

    /// Creates credentials; by default none, so that builders read the user's own files only.
    public init(_ logins: [String: RegistryLogin] = [:]) {
        self.logins = logins
    }

    /// Asks destinations for logins; the first that has one for a registry counts.
    ///
    /// - Throws: The error of a destination for a registry that no other one has a login for.
    init(for registries: Set<String>, of targets: [ImageTarget]) async throws {
        self.init()
        for registry in registries.sorted() {
            var failure: (any Error)?
            for target in targets where logins[registry] == nil {
                let result = try await capture { try await target.login(forBaseImagesOf: registry) }
                switch result {
                case .success(let login): logins[registry] = login
                case .failure(let error): failure = failure ?? error
                }
            }
            if let failure, logins[registry] == nil { throw failure }
        }
    }

    /// Writes the files, if there are any credentials, and returns the variables that make builders read them.
    ///
    /// - Parameters:
    ///   - environment: The builder's variables.
    ///   - directory: A private directory.
    func environment(extending environment: [String: String], in directory: FilePath) throws -> [String: String] {
        guard !logins.isEmpty else { return environment }
        let user = UserRegistryFiles(environment: environment)
        let docker = directory.appending("docker")
        try PrivateFiles.makeDirectory(docker)
        let configuration = try user.dockerDirectory.flatMap { try RegistryFile.read($0.appending("config.json")) }
        try (configuration ?? RegistryFile()).adding(dockerLogins, for: .docker)
            .write(to: docker.appending("config.json"))
        // docker's plugins, its contexts and the builders of buildx are beside the file.
        if let own = user.dockerDirectory { try PrivateFiles.link(contentsOf: own, into: docker, but: "config.json") }

        let containers = directory.appending("auth.json")
        let files = try user.containersFiles.compactMap(RegistryFile.read)
        try files.reversed().reduce(RegistryFile()) { $0.overlaid(by: $1) }.adding(logins, for: .containers)
            .write(to: containers)
        return environment.merging(["DOCKER_CONFIG": docker.string, "REGISTRY_AUTH_FILE": containers.string]) { $1 }
    }
}

extension BaseImageCredentials {
    /// The logins by docker's names: Docker Hub has that of its first API.
    fileprivate var dockerLogins: [String: RegistryLogin] {
        let pairs = logins.map { ($0.key == "docker.io" ? "https://index.docker.io/v1/" : $0.key, $0.value) }
        return Dictionary(pairs) { $1 }
    }
}

/// The places where docker and the containers tools keep passwords.
private struct UserRegistryFiles {
    let environment: [String: String]

    /// docker's directory: `DOCKER_CONFIG`, or `~/.docker`.
    var dockerDirectory: FilePath? {
        if let path = value("DOCKER_CONFIG") { return path }
        return value("HOME")?.appending(".docker")
    }

    /// The files of the containers tools, the first of which that has a registry is followed ("containers-auth.json").
    var containersFiles: [FilePath] {
        if let file = value("REGISTRY_AUTH_FILE") { return [file] }
        let home = value("HOME")
        return [
            value("XDG_RUNTIME_DIR")?.appending("containers/auth.json"),
            (value("XDG_CONFIG_HOME") ?? home?.appending(".config"))?.appending("containers/auth.json"),
            dockerDirectory?.appending("config.json"),
        ]
        .compactMap(\.self)
    }

    private func value(_ name: String) -> FilePath? {
        environment[name].flatMap { $0.isEmpty ? nil : FilePath($0) }
    }
}
