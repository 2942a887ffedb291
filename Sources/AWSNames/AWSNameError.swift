public import Basics

/// Text that cannot be the name that it is used as.
public enum AWSNameError: UserFacingError, Hashable {
    /// Text that cannot name a region.
    case invalidRegion(String)
    /// Text that cannot name a bucket.
    case invalidBucketName(String)

    /// The text.
    public var message: String {
        switch self {
        case .invalidRegion(let text): "'\(text)' is not the name of a region"
        case .invalidBucketName(let text): "'\(text)' is not the name of a bucket"
        }
    }

    /// The form of the name.
    public var hint: String? {
        switch self {
        case .invalidRegion: "a region is written like 'eu-west-1'"
        case .invalidBucketName: "it has 3 to 255 letters, digits, dots, hyphens and underscores"
        }
    }

    /// The kind of the failure.
    public var errorCode: Diagnostic.Code {
        switch self {
        case .invalidRegion: "invalid-region"
        case .invalidBucketName: "invalid-bucket-name"
        }
    }

    /// A bucket's name comes from the command line or the manifest; a region may come from anywhere.
    public var exitStatus: ExitStatus {
        switch self {
        case .invalidRegion: .failed
        case .invalidBucketName: .usage
        }
    }
}
