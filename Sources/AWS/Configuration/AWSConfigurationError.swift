public import Basics
public import HTTP

/// A missing or invalid setting in the environment or the shared AWS files.
///
/// Messages contain the names of variables, profiles, settings and files, but no values: a setting of any name may hold a
/// secret, since the lines below it may have become a part of it.
public enum AWSConfigurationError: UserFacingError, Hashable {
    /// No region is configured.
    case noRegion(profile: String)
    /// A setting that cannot name a region.
    case invalidRegion(source: String)
    /// An endpoint that is not a URL.
    case invalidEndpoint(source: String, HTTPURLError)
    /// A FIPS endpoint that is asked for beside the endpoint of another server.
    case fipsWithEndpoint(source: String)
    /// A variant of AWS's endpoints that a partition does not have.
    case noSuchEndpoint(variant: String, partition: String)
    /// A profile whose `services` names no section.
    case noSuchServices(profile: String)
    /// A number of attempts that is none.
    case invalidAttemptLimit(source: String)
    /// A line of a shared file that is neither a section nor a setting.
    case syntax(file: String, line: Int)
    /// A line of a shared file that begins a section which the file has already.
    case repeatedSection(file: String, line: Int)
    /// A line of a shared file that sets what its section sets already; nil stands for a name that may be a secret.
    case repeatedSetting(file: String, line: Int, setting: String?)
    /// A profile that was named and is in no file.
    case noSuchProfile(String, files: [String])
    /// No credentials are configured.
    case noCredentials(profile: String)
    /// One half of a pair of keys without the other.
    case incompleteCredentials(source: String, missing: String)
    /// A key or a token that a header cannot hold.
    case invalidCredentials(source: String, setting: String)
    /// A profile that gets its credentials in a way that is not supported.
    case unsupportedCredentials(profile: String, setting: String)

    /// The setting and its location.
    public var message: String {
        switch self {
        case .noRegion(let profile):
            "no region is set in the environment or in profile '\(profile)'"
        case .invalidRegion(let source):
            "the region that \(source) names is not a valid region name"
        case .fipsWithEndpoint(let source):
            "\(source) asks for AWS's FIPS endpoint, and the configured endpoint is another one"
        case .noSuchEndpoint(let variant, let partition):
            "S3 has no \(variant) endpoints in the partition '\(partition)'"
        case .noSuchServices(let profile):
            "there is no section '[services …]' of the name that 'services' of profile '\(profile)' has"
        case .invalidEndpoint(let source, let error):
            "the endpoint of \(source) cannot be used: \(error.message)"
        case .invalidAttemptLimit(let source):
            "\(source) is not a number of attempts"
        case .syntax(let file, let line):
            "line \(line) of '\(file)' is neither a section nor a setting"
        case .repeatedSection(let file, let line):
            "line \(line) of '\(file)' begins a section that the file has already"
        case .repeatedSetting(let file, let line, let setting):
            "line \(line) of '\(file)' sets \(setting.map { "'\($0)'" } ?? "something") again in the same section"
        case .noSuchProfile(let name, let files):
            "there is no profile '\(name)' in \(files.isEmpty ? "any file" : Self.list(files))"
        case .noCredentials(let profile):
            "no AWS credentials are set in the environment or in profile '\(profile)'"
        case .incompleteCredentials(let source, let missing):
            "\(source) has half of a pair of AWS keys: \(missing) is missing"
        case .invalidCredentials(let source, let setting):
            "\(setting) of \(source) contains a line end or a control character"
        case .unsupportedCredentials(let profile, let setting):
            "profile '\(profile)' gets its credentials by '\(setting)', which is not supported yet"
        }
    }

    /// The kind of the failure.
    public var errorCode: Diagnostic.Code {
        switch self {
        case .noRegion: "no-region"
        case .invalidRegion: "invalid-region"
        case .invalidEndpoint: "invalid-endpoint"
        case .fipsWithEndpoint: "fips-with-endpoint"
        case .noSuchEndpoint: "no-such-endpoint"
        case .noSuchServices: "no-such-services"
        case .invalidAttemptLimit, .syntax, .repeatedSection, .repeatedSetting: "invalid-configuration"
        case .noSuchProfile: "no-such-profile"
        case .noCredentials: "no-credentials"
        case .incompleteCredentials: "incomplete-credentials"
        case .invalidCredentials: "invalid-credentials"
        case .unsupportedCredentials: "unsupported-credentials"
        }
    }

    /// The setting to add or correct.
    public var hint: String? {
        switch self {
        case .noRegion: "set 'region' in the destination, or AWS_REGION"
        case .invalidRegion: "use a name such as 'eu-west-1'; a line below it that is indented more belongs to it"
        case .invalidEndpoint(_, let error): error.hint
        case .fipsWithEndpoint: "unset AWS_USE_FIPS_ENDPOINT for this endpoint, or remove the endpoint"
        case .noSuchEndpoint: "unset AWS_USE_FIPS_ENDPOINT and AWS_USE_DUALSTACK_ENDPOINT, or choose another region"
        case .noSuchServices: "add the section to the config file, or remove 'services' from the profile"
        case .repeatedSection: "keep one section, with the settings of both"
        case .repeatedSetting: "remove all but one of the lines that set it"
        case .syntax: "write '[profile name]' or 'name = value', in UTF-8"
        case .invalidAttemptLimit:
            "set a number from 1 on, or unset it: requests are then retried as long as --retry-for says"
        case .noSuchProfile: "'aws configure list-profiles' shows those there are; AWS_PROFILE names the one to use"
        case .noCredentials: "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run 'aws configure'"
        case .incompleteCredentials(_, let missing): "set \(missing) as well"
        case .invalidCredentials: "set it to one line; in a file, do not indent the line below it more than its own"
        case .unsupportedCredentials(let profile, _):
            "run 'eval \"$(aws configure export-credentials --profile \(profile) --format env)\"' and try again"
        }
    }

    private static func list(_ files: [String]) -> String {
        files.map { "'\($0)'" }.joined(separator: " or ")
    }
}
