public import Basics

/// A text that is not a valid name of an AWS resource or region.
public enum AWSNameError: UserFacingError, Hashable {
    /// A text that is not a valid region name.
    case invalidRegion(String)
    /// A text that is not a valid bucket name.
    case invalidBucketName(String)

    /// The invalid text, and the kind of name that it should be.
    public var message: String {
        switch self {
        case .invalidRegion(let text): "'\(text)' is not a valid region name"
        case .invalidBucketName(let text): "'\(text)' is not a valid bucket name"
        }
    }

    /// The syntax of the name.
    public var hint: String? {
        switch self {
        case .invalidRegion: "use a name such as 'eu-west-1'"
        case .invalidBucketName: "use 3 to 255 letters, digits, dots, hyphens and underscores"
        }
    }

    /// The kind of the failure.
    public var errorCode: Diagnostic.Code {
        switch self {
        case .invalidRegion: "invalid-region"
        case .invalidBucketName: "invalid-bucket-name"
        }
    }

    /// A bucket's name comes from the manifest; a region may come from anywhere.
    public var exitStatus: ExitStatus {
        switch self {
        case .invalidRegion: .failed
        case .invalidBucketName: .invalid
        }
    }
}
