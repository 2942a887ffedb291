internal import Assets
internal import AWS
internal import ECR
internal import FoundationEssentials
internal import HTTP
public import Images
public import Manifests
internal import Registry
internal import SystemPackage

extension StoreFactory {
    /// Returns the repository for a destination's images, or nil if it has none; nothing is sent yet.
    ///
    /// - Throws: `AWSConfigurationError` if the region, the endpoint or the profile cannot be determined.
    public func makeImageTarget(for destination: Destination) throws -> ImageTarget? {
        switch destination.kind {
        case .local(let store):
            let path = directory.pushing(FilePath(store)).lexicallyNormalized().appending("images")
            // As a file's URI, without the slash at the end of a directory's: a digest follows.
            let name = URL(filePath: path.string, directoryHint: .notDirectory).absoluteString
            let logins = BaseImageLogins(session, registries, environment: environment)
            return ImageTarget(
                builder: destination.builder,
                opening: { LayoutRepository(path, name: name) },
                baseImageLogin: { try await logins.login(for: $0) }
            )
        case .s3(let s3):
            guard let name = s3.repository else { return nil }
            let configuration = try session.clientConfiguration(ofProfile: s3.profile)
            if let registry = s3.registry {
                let logins = baseImageLogins(of: s3)
                return makeImageTarget(name, in: registry, builder: destination.builder, configuration, logins)
            }
            return try makeImageTarget(name, of: s3, builder: destination.builder, configuration)
        }
    }

    private func makeImageTarget(
        _ name: String,
        in registry: String,
        builder: BuilderName?,
        _ configuration: AWSClient.Configuration,
        _ logins: BaseImageLogins
    ) -> ImageTarget {
        let credentials = DockerCredentials(environment: environment)
        let client = RegistryClient.Configuration(sharing: configuration, credentials: credentials)
        return ImageTarget(
            builder: builder,
            opening: {
                guard let endpoint = RegistryEndpoint(registry) else {
                    throw RegistryError.invalidName(registry, kind: "the name of a registry")
                }
                return try RegistryRepository(name, in: endpoint, client)
            },
            baseImageLogin: { try await logins.login(for: $0) }
        )
    }

    private func makeImageTarget(
        _ name: String,
        of destination: S3Destination,
        builder: BuilderName?,
        _ configuration: AWSClient.Configuration
    ) throws -> ImageTarget {
        let aws = try session.configuration(ofProfile: destination.profile)
        let endpoint = try aws.endpoint(of: "ecr")
        let registry = ECRConfiguration(
            region: try aws.region(explicit: destination.region),
            account: destination.account ?? destination.expectedBucketOwner,
            endpoint: endpoint,
            endpointVariants: try aws.endpointVariants(
                of: "ecr",
                explicitRegion: destination.region,
                endpoint: endpoint
            )
        )
        let ecr = registries.registry(registry, ofProfile: destination.profile, configuration)
        let logins = baseImageLogins(of: destination, sharing: ecr)
        let client = RegistryClient.Configuration(sharing: configuration, credentials: ecr.authorization)
        let creation = destination.createRepository
        @Sendable func open() async throws -> any ImageRepository {
            try RegistryRepository(name, in: try await ecr.endpoint(ofRepository: name), client) { tag in
                try await ecr.client.image(tagged: tag, in: name)
            }
        }
        return ImageTarget(
            builder: builder,
            opening: {
                do {
                    return try await open()
                } catch ECRError.repositoryNotFound where creation != nil {
                    return nil
                }
            },
            preparation: {
                try await ecr.prepareRepository(name, creation: creation)
                return try await open()
            },
            baseImageLogin: { try await logins.login(for: $0) }
        )
    }

    private func baseImageLogins(of destination: S3Destination, sharing ecr: ECRRegistry? = nil) -> BaseImageLogins {
        BaseImageLogins(
            session,
            registries,
            environment: environment,
            profile: destination.profile,
            region: destination.region,
            sharing: ecr
        )
    }
}
