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
        try reject(Self.settingsBeforeKeys, in: profile)
        if let credentials = try keys(in: profile.credentials, of: profile) { return credentials }
        try reject(Self.settingsBeforeConfig, in: profile)
        if let credentials = try keys(in: profile.config, of: profile) { return credentials }
        try reject(Self.settingsAfterKeys, in: profile)
        if let credentials = try names(in: profile).credentials({ profile[$0] }) { return credentials }
        throw AWSConfigurationError.noCredentials(profile: profile.name)
    }

    /// Returns the keys of one of the files; a secret that is missing there may be in the other.
    private func keys(
        in settings: [String: INI.Value],
        of profile: Profile
    ) throws(AWSConfigurationError) -> Credentials? {
        let names = names(in: profile)
        guard settings[names.accessKeyID] != nil else { return nil }
        if settings[names.secretAccessKey] == nil { return try names.credentials { profile[$0] } }
        // An old name that is there, though empty, counts before the new one.
        let token = names.sessionTokens.first { settings[$0] != nil }
        let credentials = try names.credentials { name in
            names.sessionTokens.contains(name) && name != token ? nil : settings[name]?.text
        }
        guard let credentials else {
            throw .incompleteCredentials(source: names.source, missing: names.accessKeyID)
        }
        return credentials
    }

    private func names(in profile: Profile) -> CredentialNames {
        CredentialNames(
            accessKeyID: "aws_access_key_id",
            secretAccessKey: "aws_secret_access_key",
            sessionTokens: ["aws_security_token", "aws_session_token"],
            source: "profile '\(profile.name)'"
        )
    }

    private func reject(_ settings: [String], in profile: Profile) throws(AWSConfigurationError) {
        if let setting = settings.first(where: { profile[$0] != nil }) {
            throw .unsupportedCredentials(profile: profile.name, setting: setting)
        }
    }
}
