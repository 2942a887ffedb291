internal import AWS
internal import AWSNames
internal import ECR
internal import Registry

/// The logins for the registries that base images are pulled from: with a destination's credentials for Amazon ECR, whatever
/// the account and the region, or else those of Docker.
struct BaseImageLogins: Sendable {
    private let session: Session
    private let docker: DockerCredentials
    private let profile: String?
    private let region: String?
    /// The registries of the run; a token serves all accounts of its region.
    private let registries: ECRRegistries
    private let own: ECRRegistry?

    /// Describes the logins; nothing is sent yet.
    ///
    /// - Parameters:
    ///   - session: The connections and credentials of the run.
    ///   - registries: The registries of the run.
    ///   - environment: The variables of the process.
    ///   - profile: The destination's profile; nil for that of the environment.
    ///   - region: The destination's region; nil for that of the environment.
    ///   - registry: The destination's own registry, whose token serves for its region.
    init(
        _ session: Session,
        _ registries: ECRRegistries,
        environment: [String: String],
        profile: String? = nil,
        region: String? = nil,
        sharing registry: ECRRegistry? = nil
    ) {
        self.session = session
        self.registries = registries
        self.profile = profile
        self.region = region
        docker = DockerCredentials(environment: environment)
        own = registry
    }

    /// Returns the login for a registry; nil if there is none.
    ///
    /// - Throws: The error of Amazon ECR if Docker has no login either.
    func login(for host: String) async throws -> RegistryLogin? {
        guard let image = EcrImageURI("\(host)/image:tag") else { return try await dockerLogin(for: host) }
        do {
            let login = try await registry(ofRegion: image.region).login(forBaseImagesOf: host)
            if let login { return login }
        } catch {
            try Task.checkCancellation()
            guard let login = try await dockerLogin(for: host) else { throw error }
            return login
        }
        return try await dockerLogin(for: host)
    }

    /// Returns the login that Docker keeps.
    ///
    /// The builder reads the user's own files too: it is the one to tell that they are wrong, if they matter to it.
    private func dockerLogin(for host: String) async throws -> RegistryLogin? {
        do {
            return try await docker.login(for: host, rejected: nil)
        } catch RegistryError.credentials(let source, _, _) where source != DockerCredentials.variable {
            return nil
        }
    }

    private func registry(ofRegion name: String) throws -> ECRRegistry {
        if let own, own.client.configuration.region.description == name { return own }
        let aws = try session.configuration(ofProfile: profile)
        // An endpoint that is configured is that of one region.
        let isOwn = (try? aws.region(explicit: region).description) == name
        let endpoint = try isOwn ? aws.endpoint(of: "ecr") : nil
        let configuration = ECRConfiguration(
            region: try Region(name),
            endpoint: endpoint,
            endpointVariants: try aws.endpointVariants(of: "ecr", explicitRegion: name, endpoint: endpoint)
        )
        return registries.registry(
            configuration,
            ofProfile: profile,
            try session.clientConfiguration(ofProfile: profile)
        )
    }
}
