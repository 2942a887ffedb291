public import Basics
public import SystemPackage

/// An asset that cannot be published.
public enum PublishingError: UserFacingError, Hashable {
    /// What is under an object's key is not the object.
    case foreignObject(uri: String, reason: String)
    /// An index that says something else than the object.
    case foreignIndex(uri: String, reason: String)
    /// An object that was there a moment ago is not, or is another one.
    case objectChanged(uri: String)
    /// A document that no program of ours has written.
    case objectTooLarge(uri: String, limit: Int)
    /// The references file could not be locked.
    case cannotLock(FilePath, Errno)

    /// What is wrong.
    public var message: String {
        switch self {
        case .foreignObject(let uri, let reason): "'\(uri)' is not the asset of this address: \(reason)"
        case .foreignIndex(let uri, let reason): "'\(uri)' is not the index of this asset: \(reason)"
        case .objectChanged(let uri): "'\(uri)' was changed or removed while it was checked"
        case .objectTooLarge(let uri, let limit): "'\(uri)' is larger than \(limit) bytes"
        case .cannotLock(let path, let errno): "cannot lock '\(path)': \(errno)"
        }
    }

    /// How to go on.
    public var hint: String? {
        switch self {
        case .foreignObject: "find out who wrote it, delete it, and publish again"
        case .foreignIndex: "find out who wrote it, delete it, and publish again"
        case .objectChanged: "run again"
        case .objectTooLarge: "no index is that large: find out who wrote it"
        case .cannotLock: nil
        }
    }

    /// A published object that is not what it should be has an exit code of its own.
    public var exitStatus: ExitStatus {
        switch self {
        case .foreignObject, .foreignIndex: .corrupt
        case .objectChanged, .objectTooLarge, .cannotLock: .failed
        }
    }
}
