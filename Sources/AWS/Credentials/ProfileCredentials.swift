internal import SystemPackage

/// Credentials in a profile of the shared files.
///
/// The order is botocore's: roles and SSO, the credentials file, login sessions and processes, the config file.
struct ProfileCredentials: CredentialProvider {
    let configuration: AWSConfiguration

    /// Settings of other sources that take precedence over all keys.
    private static let settingsBeforeKeys = [
        "role_arn", "web_identity_token_file", "sso_role_name", "sso_account_id",
    ]
    /// Settings of other sources that only keys of the credentials file take precedence over.
    private static let settingsBeforeConfig = ["login_session", "credential_process"]
    /// Settings of other sources that all keys take precedence over.
    private static let settingsAfterKeys = ["sso_session", "sso_start_url"]

    func credentials() async throws -> Credentials {
        guard let profile = configuration.profile else {
            throw AWSConfigurationError.noCredentials(profile: configuration.profileName)
        }
        let sources = [
            Source(profile.credentials, of: profile, in: configuration.files.credentialsPath),
            Source(profile.config, of: profile, in: configuration.files.configPath),
        ]
        try reject(Self.settingsBeforeKeys, in: profile)
        if let credentials = try sources[0].credentials() { return credentials }
        try reject(Self.settingsBeforeConfig, in: profile)
        if let credentials = try sources[1].credentials() { return credentials }
        try reject(Self.settingsAfterKeys, in: profile)
        for source in sources { try source.checkSecret() }
        throw AWSConfigurationError.noCredentials(profile: profile.name)
    }

    private func reject(_ settings: [String], in profile: Profile) throws(AWSConfigurationError) {
        if let setting = settings.first(where: { profile[$0] != nil }) {
            throw .unsupportedCredentials(profile: profile.name, setting: setting)
        }
    }
}

/// A profile's settings in one of the files.
///
/// Keys and a token count together only if they are in the same file.
private struct Source {
    private let settings: [String: INI.Value]
    private let names: CredentialNames

    init(_ settings: [String: INI.Value], of profile: Profile, in path: FilePath?) {
        self.settings = settings
        names = CredentialNames(
            accessKeyID: "aws_access_key_id",
            secretAccessKey: "aws_secret_access_key",
            sessionTokens: ["aws_security_token", "aws_session_token"],
            source: "profile '\(profile.name)'\(path.map { " in '\($0.string)'" } ?? "")"
        )
    }

    /// Returns the keys, or nil if the file has no access key.
    func credentials() throws(AWSConfigurationError) -> Credentials? {
        guard settings[names.accessKeyID] != nil else { return nil }
        // An old name that is there, though empty, counts before the new one.
        let token = names.sessionTokens.first { settings[$0] != nil }
        let parts = [names.accessKeyID, names.secretAccessKey, token].compactMap(\.self)
        for part in parts {
            // Lines that look like nested settings are no key.
            if case .nested = settings[part] { throw .invalidCredentials(source: names.source, setting: part) }
        }
        let credentials = try names.credentials { parts.contains($0) ? settings[$0]?.text : nil }
        guard let credentials else { throw missingAccessKey }
        return credentials
    }

    /// Throws an error if the file has a secret, which without an access key does not count.
    func checkSecret() throws(AWSConfigurationError) {
        if settings[names.secretAccessKey]?.text != nil { throw missingAccessKey }
    }

    private var missingAccessKey: AWSConfigurationError {
        .incompleteCredentials(source: names.source, missing: names.accessKeyID)
    }
}
