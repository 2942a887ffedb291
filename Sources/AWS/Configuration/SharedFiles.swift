internal import Basics
internal import Glibc
internal import SystemPackage

/// The files that the AWS tools share: `~/.aws/config` and `~/.aws/credentials`.
package struct SharedFiles: Sendable {
    /// The files' paths, whether the files exist or not.
    let configPath: FilePath?
    let credentialsPath: FilePath?

    private let config: INI?
    private let credentials: INI?

    /// Reads the files that the environment names, or those of the home directory; a file that is not there is empty.
    package init(environment: [String: String]) throws {
        configPath = Self.path("AWS_CONFIG_FILE", "config", environment)
        credentialsPath = Self.path("AWS_SHARED_CREDENTIALS_FILE", "credentials", environment)
        config = try Self.read(configPath)
        credentials = try Self.read(credentialsPath)
    }

    /// The settings of a profile in both files; nil if it is in neither.
    ///
    /// - Throws: An error about the first wrong line of the profile's sections.
    package func profile(_ name: String) throws(AWSConfigurationError) -> Profile? {
        let configSection = config.flatMap { Self.section(ofProfile: name, in: $0) }
        let credentialsSection = credentials?.section(name)
        try check(configSection, configPath)
        try check(credentialsSection, credentialsPath)
        guard configSection != nil || credentialsSection != nil else { return nil }
        return Profile(
            name: name,
            config: configSection?.settings ?? [:],
            credentials: credentialsSection?.settings ?? [:]
        )
    }

    /// The names of all profiles, which tests compare with botocore's.
    package var profileNames: Set<String> {
        let inConfig = config?.sections.compactMap { Self.name(of: $0, withPrefix: "profile", or: "default") } ?? []
        return Set(inConfig).union(credentials?.sections.map(\.name) ?? [])
    }

    /// The settings of a `[services x]` section for one service, or nil if there is no such section.
    func service(_ service: String, ofServices name: String) throws(AWSConfigurationError) -> [String: String]? {
        guard let section = config?.sections.last(where: { Self.name(of: $0, withPrefix: "services") == name })
        else { return nil }
        try check(section, configPath)
        guard case .nested(let settings) = section.settings[service] else { return [:] }
        return settings
    }

    /// The files that hold keys and that their group or everyone may write.
    var writableSecretPaths: [FilePath] {
        [(configPath, config), (credentialsPath, credentials)].compactMap { path, file in
            guard let path, let file, file.hasSecrets, Self.isWritableByOthers(path) else { return nil }
            return path
        }
    }

    private static func isWritableByOthers(_ path: FilePath) -> Bool {
        var status = stat()
        return stat(path.string, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
            && status.st_mode & (S_IWGRP | S_IWOTH) != 0
    }

    /// Throws an error about the first line of the files that belongs to no section: where a profile is missing, its header
    /// may be the one that cannot be read.
    func checkHeaders() throws(AWSConfigurationError) {
        for (file, path) in [(config, configPath), (credentials, credentialsPath)] {
            if let line = file?.strayLine, let path { throw .syntax(file: path.string, line: line) }
        }
    }

    /// In the config file only the default profile may omit the word `profile`; the last section of a name is the profile.
    private static func section(ofProfile name: String, in config: INI) -> INI.Section? {
        config.sections.last { Self.name(of: $0, withPrefix: "profile", or: "default") == name }
    }

    /// The second of two words, the first of which begins with a prefix, as botocore has it; or the name without a prefix.
    private static func name(of section: INI.Section, withPrefix prefix: String, or plain: String? = nil) -> String? {
        guard section.name.hasPrefix(prefix) else { return section.name == plain ? plain : nil }
        let words = shellWords(section.name) ?? []
        return words.count == 2 ? words[1] : nil
    }

    private func check(_ section: INI.Section?, _ path: FilePath?) throws(AWSConfigurationError) {
        guard let fault = section?.fault, let path else { return }
        switch fault.kind {
        case .notASetting:
            throw .syntax(file: path.string, line: fault.line)
        case .repeatedSection:
            throw .repeatedSection(file: path.string, line: fault.line)
        case .repeatedSetting(let name):
            let setting = Self.isNameOfSetting(name) ? name : nil
            throw .repeatedSetting(file: path.string, line: fault.line, setting: setting)
        }
    }

    /// Whether a text before `=` is like the names that AWS gives to settings.
    ///
    /// Secret keys and tokens, which somebody may have pasted there, are longer.
    private static func isNameOfSetting(_ text: String) -> Bool {
        text.utf8.count < 40
            && text.unicodeScalars.allSatisfy { character in
                switch character {
                case "a"..."z", "0"..."9", "_": true
                default: false
                }
            }
    }
}

// MARK: Reading

extension SharedFiles {
    /// Far more than the thousands of profiles that a large organisation's tools write.
    private static let sizeLimit = 16 << 20

    private static func path(_ variable: String, _ name: String, _ environment: [String: String]) -> FilePath? {
        guard let named = environment[variable], !named.isEmpty else {
            return environment["HOME"].flatMap { $0.isEmpty ? nil : FilePath($0).appending(".aws").appending(name) }
        }
        return FilePath(expandingHome(of: expandingVariables(of: named, environment), environment))
    }

    private static func read(_ path: FilePath?) throws -> INI? {
        guard let path, let bytes = try SmallFile.readBytes(path, limit: sizeLimit) else { return nil }
        return INI(bytes)
    }

    private static func expandingHome(of path: String, _ environment: [String: String]) -> String {
        guard path == "~" || path.hasPrefix("~/"), let home = environment["HOME"], !home.isEmpty else { return path }
        return home + path.dropFirst()
    }

    /// Replaces `$NAME` and `${NAME}`, as botocore does, and leaves what is not set.
    private static func expandingVariables(of path: String, _ environment: [String: String]) -> String {
        path.replacing(/\$(?:([A-Za-z0-9_]+)|\{([^}]*)\})/) { match in
            let name = match.output.1 ?? match.output.2 ?? ""
            return environment[String(name)] ?? String(match.output.0)
        }
    }
}
