public import Basics

/// What is wrong with the environment or the shared AWS files.
///
/// Values of settings are named where they help, secrets never.
public enum AWSConfigurationError: UserFacingError, Hashable {
    case invalidRegion(String)

    /// What is wrong, and where it stands.
    public var message: String {
        switch self {
        case .invalidRegion(let name): "'\(name)' is not the name of a region"
        }
    }

    /// What to set, and where.
    public var hint: String? {
        switch self {
        case .invalidRegion: "a region is written like 'eu-west-1'"
        }
    }
}
