public import Basics

/// Files that cannot be published as objects of their own.
public enum PrefixNameError: UserFacingError, Hashable {
    /// A file that SageMaker would not load from a prefix.
    case unsuitableName(path: String, reason: String)
    /// A directory of which nothing would be there.
    case noFiles

    /// One line that names the file and the reason.
    public var message: String {
        switch self {
        case .unsuitableName(let path, let reason): "the file '\(path)' cannot be published uncompressed: \(reason)"
        case .noFiles: "the asset has no files, so nothing of it would be published uncompressed"
        }
    }

    /// The next step.
    public var hint: String? {
        switch self {
        case .unsuitableName: "rename it, leave it out with 'exclude', or take 'compression: gzip'"
        case .noFiles: "check its path and what its ignore file and 'exclude' leave out"
        }
    }

    /// The kind of the failure.
    public var errorCode: Diagnostic.Code {
        switch self {
        case .unsuitableName: "unsuitable-name"
        case .noFiles: "no-files"
        }
    }

    /// The asset breaks a rule of SageMaker.
    public var exitStatus: ExitStatus { .invalid }
}
