public import Basics

/// A bundle that cannot be written or is not what it should be.
public enum ArchiveError: UserFacingError, Hashable {
    /// A C library refused a call.
    case library(function: String, reason: String)
    /// The content of a file differs from what was read before.
    case contentChanged(path: String)
    /// A bundle is not what its index says.
    case mismatch(what: String)
    /// An index cannot be read.
    case invalidIndex(reason: String)
    /// A previous bundle, frames of which were to be reused, is not what its index says.
    case previousDiffers

    /// One line that names the path or the function, and the reason.
    public var message: String {
        switch self {
        case .library(let function, let reason): "\(function): \(reason)"
        case .contentChanged(let path): "'\(path)' changed while it was read"
        case .mismatch(let what): "the bundle is not what its index says: \(what)"
        case .invalidIndex(let reason): "not an index of this program: \(reason)"
        case .previousDiffers: "the previous bundle is not what its index says"
        }
    }

    /// A published object that is not what it should be has an exit code of its own.
    public var exitStatus: ExitStatus {
        if case .mismatch = self { .corrupt } else { .failed }
    }

    /// The next step.
    public var hint: String? {
        switch self {
        case .library: "this is a fault of this program: please report it with the path's name"
        case .contentChanged: "stop what writes to it and run again; if nothing does, read all files with '--no-cache'"
        case .mismatch: "make or download it again"
        case .invalidIndex, .previousDiffers: nil
        }
    }
}
