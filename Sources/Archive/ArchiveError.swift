public import Basics

/// An error of writing or verifying a bundle.
public enum ArchiveError: UserFacingError, Hashable {
    /// A call of a C library failed.
    case library(function: String, reason: String)
    /// The content of a file differs from what was read before.
    case contentChanged(path: String)
    /// A bundle does not match its index.
    case mismatch(what: String)
    /// An index cannot be read.
    case invalidIndex(reason: String)
    /// The base of a new bundle does not match its index.
    case baseDiffers

    /// One line that names the path or the function, and the reason.
    public var message: String {
        switch self {
        case .library(let function, let reason): "\(function): \(reason)"
        case .contentChanged(let path): "'\(path)' changed while it was read"
        case .mismatch(let what): "the bundle does not match its index: \(what)"
        case .invalidIndex(let reason): "not an index of this program: \(reason)"
        case .baseDiffers: "the base of the bundle does not match its index"
        }
    }

    /// The kind of the failure.
    public var errorCode: Diagnostic.Code {
        switch self {
        case .library: "library-failed"
        case .contentChanged: "file-changed"
        case .mismatch: "bundle-mismatch"
        case .invalidIndex: "invalid-index"
        case .baseDiffers: "base-mismatch"
        }
    }

    /// `corrupt` for an object that does not match its index, else `failed`.
    public var exitStatus: ExitStatus {
        if case .mismatch = self { .corrupt } else { .failed }
    }

    /// The fix, where the user can do anything.
    public var hint: String? {
        switch self {
        case .library: "this is a fault of this program: please report it with the path's name"
        case .contentChanged: "stop what writes to it and run again; if nothing does, read all files with '--no-cache'"
        case .mismatch: "make or download it again"
        case .invalidIndex, .baseDiffers: nil
        }
    }
}
