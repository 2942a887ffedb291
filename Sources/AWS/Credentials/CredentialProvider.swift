/// A source of credentials.
public protocol CredentialProvider: Sendable {
    /// Returns credentials that are valid now.
    ///
    /// - Throws: `AWSConfigurationError.noCredentials` if this source has none, so that another may be asked; any other
    ///   error if its credentials cannot be used.
    func credentials() async throws -> Credentials
}

/// Sources that are asked in turn until one has credentials.
public struct CredentialChain: CredentialProvider {
    private let providers: [any CredentialProvider]
    private let profile: String

    /// Creates a chain.
    ///
    /// - Parameters:
    ///   - providers: The sources, in the order in which they are asked.
    ///   - profile: The name of the profile, for the error if no source has any.
    public init(_ providers: [any CredentialProvider], profile: String = "default") {
        self.providers = providers
        self.profile = profile
    }

    /// Returns the credentials of the first source that has some.
    ///
    /// An error other than "none here" ends the search: keys that are half set must not give way to other keys.
    public func credentials() async throws -> Credentials {
        for provider in providers {
            do {
                return try await provider.credentials()
            } catch AWSConfigurationError.noCredentials {
                continue
            }
        }
        throw AWSConfigurationError.noCredentials(profile: profile)
    }
}

extension AWSConfiguration {
    /// The sources of credentials: the environment, then the profile.
    ///
    /// A profile that the caller named, rather than `AWS_PROFILE`, is the only source, as with the AWS CLI's `--profile`.
    public var credentials: CredentialChain {
        let profile = ProfileCredentials(configuration: self)
        let environment = EnvironmentCredentials(environment)
        return CredentialChain(isProfileExplicit ? [profile] : [environment, profile], profile: profileName)
    }
}
