internal import Basics
internal import SystemPackage

/// The files that the AWS tools share: `~/.aws/config` and `~/.aws/credentials`.
struct SharedFiles: Sendable {
    /// The files' paths, whether the files exist or not.
    let configPath: FilePath?
    let credentialsPath: FilePath?

    private let config: INI?
    private let credentials: INI?

    /// Reads the files that the environment names, or those of the home directory; a file that is not there is empty.
    init(environment: [String: String]) throws {
        configPath = Self.path("AWS_CONFIG_FILE", "config", environment)
        credentialsPath = Self.path("AWS_SHARED_CREDENTIALS_FILE", "credentials", environment)
        config = try Self.read(configPath)
        credentials = try Self.read(credentialsPath)
    }

    /// The settings of a profile in both files, those of the credentials file first; nil if it is in neither.
    func profile(_ name: String) -> Profile? {
        let configSettings = config.flatMap { Self.section(profileSectionNames(name), of: $0) }
        let credentialSettings =
            credentials?.sections[name] ?? credentials.flatMap { Self.section(["\"\(name)\""], of: $0) }
        guard configSettings != nil || credentialSettings != nil else { return nil }
        return Profile(
            name: name,
            settings: (configSettings ?? [:]).merging(credentialSettings ?? [:]) { _, credential in credential }
        )
    }

    /// The settings of a `[services x]` section for one service.
    func service(_ service: String, ofServices name: String) -> [String: String] {
        let names = ["services \(name)", "services \"\(name)\"", "services '\(name)'"]
        return config.flatMap { Self.section(names, of: $0) }?[service]?.nested ?? [:]
    }

    /// In the config file only the default profile may omit the word `profile`; a section that has it takes precedence.
    private func profileSectionNames(_ name: String) -> [String] {
        let prefixed = ["profile \(name)", "profile \"\(name)\"", "profile '\(name)'"]
        return name == "default" ? prefixed + [name] : prefixed
    }

    private static func section(_ names: [String], of file: INI) -> [String: INI.Setting]? {
        names.lazy.compactMap { file.sections[$0] }.first
    }
}

// MARK: Reading

extension SharedFiles {
    /// Far more than the thousands of profiles that a large organisation's tools write.
    private static let sizeLimit = 16 << 20

    private static func path(_ variable: String, _ name: String, _ environment: [String: String]) -> FilePath? {
        let home = environment["HOME"].flatMap { $0.isEmpty ? nil : FilePath($0) }
        guard let named = environment[variable], !named.isEmpty else {
            return home?.appending(".aws").appending(name)
        }
        guard named.hasPrefix("~/"), let home else { return FilePath(named) }
        return home.appending(String(named.dropFirst(2)))
    }

    private static func read(_ path: FilePath?) throws -> INI? {
        guard let path, let text = try SmallFile.read(path, limit: sizeLimit) else { return nil }
        do {
            return try INI(text)
        } catch {
            throw AWSConfigurationError.syntax(file: path.string, line: error.line)
        }
    }

}

/// A named set of settings in the shared files.
struct Profile: Sendable {
    let name: String
    let settings: [String: INI.Setting]

    /// The value of a setting, or nil where it is missing or empty.
    subscript(setting: String) -> String? {
        settings[setting].flatMap { $0.value.isEmpty ? nil : $0.value }
    }
}
