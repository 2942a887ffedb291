public import AWSNames
public import SystemPackage

/// The AWS settings of the environment and the shared files, with the precedence that the AWS tools give them.
///
/// Flags and destinations come first, then the environment, then the profile in `~/.aws/config` and
/// `~/.aws/credentials`. The environment is a value, not the process's: what is not in it does not count.
public struct AWSConfiguration: Sendable {
    /// The profile whose settings count.
    public let profileName: String

    let environment: [String: String]
    let files: SharedFiles
    /// The profile, or nil if there is none of that name, which is no error for the default one.
    let profile: Profile?
    /// Whether the caller named the profile, which puts it before the keys in the environment.
    let isProfileExplicit: Bool

    /// Reads the shared files, blocking for as long as that takes.
    ///
    /// - Parameters:
    ///   - environment: The variables of the process.
    ///   - profile: The profile to use, or nil for the one that `AWS_DEFAULT_PROFILE` or `AWS_PROFILE` names.
    /// - Throws: An error if a file cannot be read, if a line of the profile is wrong, or if a profile that was named is in
    ///   no file. Lines of other profiles do not matter.
    public init(environment: [String: String], profile name: String? = nil) throws {
        let environment = environment.filter { !$0.value.isEmpty }
        let named = name ?? Self.profileName(in: environment)
        self.environment = environment
        files = try SharedFiles(environment: environment)
        profileName = named ?? "default"
        profile = try files.profile(profileName)
        isProfileExplicit = name != nil
        guard profile == nil else { return }
        try files.checkHeaders()
        if let named, named != "default" { throw AWSConfigurationError.noSuchProfile(named, files: files.names) }
    }
}

extension AWSConfiguration {
    /// The profile that the variables of a process name, if they do.
    ///
    /// Most of AWS's SDKs know `AWS_PROFILE` only; botocore, and with it the AWS CLI, takes the older variable first.
    static func profileName(in environment: [String: String]) -> String? {
        environment["AWS_DEFAULT_PROFILE"] ?? environment["AWS_PROFILE"]
    }
}

// MARK: Settings

extension AWSConfiguration {
    /// The region: the one given, or that of `AWS_REGION`, `AWS_DEFAULT_REGION` or the profile.
    ///
    /// - Throws: `AWSConfigurationError` if none is set or a setting cannot name a region, `AWSNameError` if the one given
    ///   cannot.
    public func region(explicit: String? = nil) throws -> Region {
        guard let (source, name) = regionSetting(explicit: explicit) else {
            throw AWSConfigurationError.noRegion(profile: profileName)
        }
        do {
            return try Region(name.withoutFIPS)
        } catch  where explicit == nil {
            throw AWSConfigurationError.invalidRegion(source: source)
        }
    }

    func regionSetting(explicit: String?) -> (source: String, name: String)? {
        if let explicit { return ("the destination", explicit) }
        return setting(["AWS_REGION", "AWS_DEFAULT_REGION"], "region").map { ($0.source, $0.value) }
    }

    /// The file of certificate authorities to trust instead of the system's: `AWS_CA_BUNDLE`, or the profile's
    /// `ca_bundle`.
    public var certificateBundle: FilePath? {
        (environment["AWS_CA_BUNDLE"] ?? profile?["ca_bundle"]).map { FilePath($0) }
    }

    /// The most attempts of a request, from `AWS_MAX_ATTEMPTS` or the profile's `max_attempts`; nil if neither is set.
    public var attemptLimit: Int? {
        get throws(AWSConfigurationError) {
            guard let (source, text) = setting(["AWS_MAX_ATTEMPTS"], "max_attempts") else { return nil }
            guard let limit = Int(text), limit > 0 else { throw .invalidAttemptLimit(source: source) }
            return limit
        }
    }

    /// The shared files that hold keys and that others than their owners may write.
    var writableSecretPaths: [FilePath] { files.writableSecretPaths }

    /// The value of the first variable that is set, or else of a setting of the profile, and its source, for errors.
    func setting(_ variables: [String], _ name: String) -> (source: String, value: String)? {
        for variable in variables {
            if let value = environment[variable] { return (variable, value) }
        }
        return profile?.word(name).map { ("'\(name)' of profile '\(profileName)'", $0) }
    }

    /// Whether a variable, or else a setting of the profile, is `true`, in whatever case.
    func isTrue(_ variable: String, _ name: String) -> Bool {
        setting([variable], name).map { isTrue($0.value) } ?? false
    }

    /// Whether a value is `true`, in whatever case.
    func isTrue(_ value: String) -> Bool { value.lowercased() == "true" }
}

extension SharedFiles {
    /// The files' paths, for errors.
    var names: [String] { [configPath, credentialsPath].compactMap { $0?.string } }
}
