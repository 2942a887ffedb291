public import AWSNames
internal import Basics
public import HTTP
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
    ///   - profile: The profile to use, or nil for the one that `AWS_PROFILE` or `AWS_DEFAULT_PROFILE` names.
    /// - Throws: An error if a file cannot be read or understood, or if a profile that was named is in none.
    public init(environment: [String: String], profile name: String? = nil) throws {
        let environment = environment.filter { !$0.value.isEmpty }
        let named = name ?? environment["AWS_PROFILE"] ?? environment["AWS_DEFAULT_PROFILE"]
        self.environment = environment
        files = try SharedFiles(environment: environment)
        profileName = named ?? "default"
        profile = files.profile(profileName)
        isProfileExplicit = name != nil
        if profile == nil, let named, named != "default" {
            throw AWSConfigurationError.noSuchProfile(named, files: files.names)
        }
    }
}

// MARK: Settings

extension AWSConfiguration {
    /// The region: the one given, or that of `AWS_REGION`, `AWS_DEFAULT_REGION` or the profile.
    ///
    /// - Throws: `AWSConfigurationError` if none is set, `AWSNameError` if it cannot name a region.
    public func region(explicit: String? = nil) throws -> Region {
        let name = explicit ?? environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"] ?? profile?["region"]
        guard let name else { throw AWSConfigurationError.noRegion(profile: profileName) }
        return try Region(name)
    }

    /// The endpoint of a service, or nil for AWS's own.
    ///
    /// The one given counts first, then `AWS_ENDPOINT_URL_S3` (by the service), `AWS_ENDPOINT_URL`, the profile's
    /// `services` section and its `endpoint_url`; `AWS_IGNORE_CONFIGURED_ENDPOINT_URLS` leaves the given one only. See
    /// "Service-specific endpoints" in the AWS SDKs and tools reference guide.
    public func endpoint(
        of service: String = "s3",
        explicit: String? = nil
    ) throws(AWSConfigurationError) -> HTTPURL? {
        guard let (source, text) = endpointText(of: service, explicit: explicit) else { return nil }
        do {
            return try HTTPURL(text)
        } catch {
            throw .invalidEndpoint(source: source, error)
        }
    }

    /// The file of certificate authorities to trust instead of the system's: `AWS_CA_BUNDLE`, or the profile's
    /// `ca_bundle`.
    public var certificateBundle: FilePath? {
        (environment["AWS_CA_BUNDLE"] ?? profile?["ca_bundle"]).map { FilePath($0) }
    }

    private func endpointText(of service: String, explicit: String?) -> (source: String, text: String)? {
        if let explicit { return ("the destination", explicit) }
        guard !ignoresConfiguredEndpoints else { return nil }
        for variable in ["AWS_ENDPOINT_URL_\(service.uppercased())", "AWS_ENDPOINT_URL"] {
            if let text = environment[variable] { return (variable, text) }
        }
        if let name = profile?["services"],
            let text = files.service(service, ofServices: name)["endpoint_url"], !text.isEmpty
        {
            return ("services '\(name)'", text)
        }
        return profile?["endpoint_url"].map { ("profile '\(profileName)'", $0) }
    }

    private var ignoresConfiguredEndpoints: Bool {
        let text = environment["AWS_IGNORE_CONFIGURED_ENDPOINT_URLS"] ?? profile?["ignore_configured_endpoint_urls"]
        return text?.lowercased() == "true"
    }
}

extension SharedFiles {
    /// The files' paths, for errors.
    var names: [String] { [configPath, credentialsPath].compactMap { $0?.string } }
}
