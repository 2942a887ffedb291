/// Credentials in `AWS_ACCESS_KEY_ID`, `AWS_SECRET_ACCESS_KEY` and `AWS_SESSION_TOKEN`.
public struct EnvironmentCredentials: CredentialProvider {
    private let environment: [String: String]

    /// Creates a provider that reads these variables.
    public init(_ environment: [String: String]) {
        self.environment = environment
    }

    /// Returns the variables' credentials; an empty variable is one that is not set.
    public func credentials() async throws -> Credentials {
        let credentials = try keyPair(
            accessKeyID: "AWS_ACCESS_KEY_ID",
            secretAccessKey: "AWS_SECRET_ACCESS_KEY",
            sessionToken: "AWS_SESSION_TOKEN",
            expiration: "AWS_CREDENTIAL_EXPIRATION",
            source: "the environment"
        ) { environment[$0].flatMap { $0.isEmpty ? nil : $0 } }
        guard let credentials else {
            throw AWSConfigurationError.noCredentials(profile: environment["AWS_PROFILE"] ?? "default")
        }
        return credentials
    }
}

/// Credentials in a profile of the shared files.
struct ProfileCredentials: CredentialProvider {
    let configuration: AWSConfiguration

    /// Settings of other sources that take precedence over keys in the same profile.
    private static let settingsBeforeKeys = ["role_arn", "sso_session", "sso_start_url"]
    /// Settings of other sources that keys in the same profile take precedence over.
    private static let settingsAfterKeys = ["login_session", "credential_process"]

    func credentials() async throws -> Credentials {
        guard let profile = configuration.profile else {
            throw AWSConfigurationError.noCredentials(profile: configuration.profileName)
        }
        try reject(Self.settingsBeforeKeys, in: profile)
        let credentials = try keyPair(
            accessKeyID: "aws_access_key_id",
            secretAccessKey: "aws_secret_access_key",
            sessionToken: "aws_session_token",
            expiration: nil,
            source: "profile '\(profile.name)'"
        ) { profile[$0] }
        if let credentials { return credentials }
        try reject(Self.settingsAfterKeys, in: profile)
        throw AWSConfigurationError.noCredentials(profile: profile.name)
    }

    private func reject(_ settings: [String], in profile: Profile) throws(AWSConfigurationError) {
        if let setting = settings.first(where: { profile[$0] != nil }) {
            throw .unsupportedCredentials(profile: profile.name, setting: setting)
        }
    }
}

/// Returns the keys that settings of these names hold, or nil if they hold none.
private func keyPair(
    accessKeyID: String,
    secretAccessKey: String,
    sessionToken: String,
    expiration: String?,
    source: String,
    value: (String) -> String?
) throws(AWSConfigurationError) -> Credentials? {
    switch (value(accessKeyID), value(secretAccessKey)) {
    case (nil, nil): return nil
    case (nil, _): throw .incompleteCredentials(source: source, missing: accessKeyID)
    case (_, nil): throw .incompleteCredentials(source: source, missing: secretAccessKey)
    case (let identifier?, let secret?):
        return Credentials(
            accessKeyID: identifier,
            secretAccessKey: secret,
            sessionToken: value(sessionToken),
            expiration: expiration.flatMap(value).flatMap { Timestamp(iso8601: $0) }
        )
    }
}
