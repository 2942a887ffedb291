public import Basics
public import HTTP

/// A missing or invalid setting in the environment or the shared AWS files.
///
/// Messages contain the names of variables, profiles, settings and files, but no secrets, nor lines that might hold one.
public enum AWSConfigurationError: UserFacingError, Hashable {
    /// No region is configured.
    case noRegion(profile: String)
    /// An endpoint that is not a URL.
    case invalidEndpoint(source: String, HTTPURLError)
    /// A line of a shared file that is neither a section nor a setting.
    case syntax(file: String, line: Int)
    /// A profile that was named and is in no file.
    case noSuchProfile(String, files: [String])
    /// No credentials are configured.
    case noCredentials(profile: String)
    /// One half of a pair of keys without the other.
    case incompleteCredentials(source: String, missing: String)
    /// A profile that gets its credentials in a way that is not supported.
    case unsupportedCredentials(profile: String, setting: String)

    /// The setting and its location.
    public var message: String {
        switch self {
        case .noRegion(let profile):
            "no region is set in the environment or in profile '\(profile)'"
        case .invalidEndpoint(let source, let error):
            "the endpoint of \(source) cannot be used: \(error.message)"
        case .syntax(let file, let line):
            "line \(line) of '\(file)' is neither a section nor a setting"
        case .noSuchProfile(let name, let files):
            "there is no profile '\(name)' in \(files.isEmpty ? "any file" : Self.list(files))"
        case .noCredentials(let profile):
            "no AWS credentials are set in the environment or in profile '\(profile)'"
        case .incompleteCredentials(let source, let missing):
            "\(source) has half of a pair of AWS keys: \(missing) is missing"
        case .unsupportedCredentials(let profile, let setting):
            "profile '\(profile)' gets its credentials by '\(setting)', which is not supported yet"
        }
    }

    /// The kind of the failure.
    public var errorCode: Diagnostic.Code {
        switch self {
        case .noRegion: "no-region"
        case .invalidEndpoint: "invalid-endpoint"
        case .syntax: "invalid-configuration"
        case .noSuchProfile: "no-such-profile"
        case .noCredentials: "no-credentials"
        case .incompleteCredentials: "incomplete-credentials"
        case .unsupportedCredentials: "unsupported-credentials"
        }
    }

    /// The setting to add or correct.
    public var hint: String? {
        switch self {
        case .noRegion: "set 'region' in the destination, or AWS_REGION"
        case .invalidEndpoint(_, let error): error.hint
        case .syntax: "write '[profile name]' or 'name = value'"
        case .noSuchProfile: "'aws configure list-profiles' shows those there are; AWS_PROFILE names the one to use"
        case .noCredentials: "set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or run 'aws configure'"
        case .incompleteCredentials(_, let missing): "set \(missing) as well"
        case .unsupportedCredentials(let profile, _):
            "run 'eval \"$(aws configure export-credentials --profile \(profile) --format env)\"' and try again"
        }
    }

    private static func list(_ files: [String]) -> String {
        files.map { "'\($0)'" }.joined(separator: " or ")
    }
}
