internal import AWS
internal import ECR
internal import Synchronization

/// The registries of Amazon ECR that the destinations of a run use: those that have one in common share its token.
final class ECRRegistries: Sendable {
    private struct Key: Hashable {
        let profile: String?
        let configuration: ECRConfiguration
    }

    private let known = Mutex<[Key: ECRRegistry]>([:])

    /// Returns the registry; nothing is sent yet.
    ///
    /// - Parameters:
    ///   - configuration: The registry and its server.
    ///   - profile: The profile of the credentials; nil for the environment's.
    ///   - aws: What a client needs to act with these credentials.
    func registry(
        _ configuration: ECRConfiguration,
        ofProfile profile: String?,
        _ aws: AWSClient.Configuration
    ) -> ECRRegistry {
        known.withLock { known in
            let key = Key(profile: profile, configuration: configuration)
            if let registry = known[key] { return registry }
            let registry = ECRRegistry(ECRClient(configuration, aws))
            known[key] = registry
            return registry
        }
    }
}
