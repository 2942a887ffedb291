/// Credentials in `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN` or its old name.
public struct EnvironmentCredentials: CredentialProvider {
    private let environment: [String: String]

    /// Creates a provider that reads these variables.
    public init(_ environment: [String: String]) {
        self.environment = environment
    }

    /// Returns the variables' credentials; an empty variable is one that is not set, and blanks and line ends around a value
    /// do not belong to it: keys that come out of mounted files end in one.
    public func credentials() async throws -> Credentials {
        let names = CredentialNames(
            accessKeyID: "AWS_ACCESS_KEY_ID",
            secretAccessKey: "AWS_SECRET_ACCESS_KEY",
            sessionTokens: ["AWS_SECURITY_TOKEN", "AWS_SESSION_TOKEN"],
            expiration: "AWS_CREDENTIAL_EXPIRATION",
            source: "the environment"
        )
        guard let credentials = try names.credentials(value) else {
            throw AWSConfigurationError.noCredentials(
                profile: AWSConfiguration.profileName(in: environment) ?? "default"
            )
        }
        return credentials
    }

    private func value(_ variable: String) -> String? {
        guard let value = environment[variable]?.unicodeScalars[...].trimmed, !value.isEmpty else { return nil }
        return String(value)
    }
}
