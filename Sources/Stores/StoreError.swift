public import Basics

/// An object of a store that is not the one that it should be.
public enum StoreError: UserFacingError, Hashable {
    /// The object under a key is another one than the key says.
    case foreignObject(uri: String, reason: String)
    /// The index under a key describes another asset or another object.
    case foreignIndex(uri: String, reason: String)
    /// An object is gone, or another one, since it was looked at.
    case objectChanged(uri: String)
    /// An object is too large to be a document of this program.
    case objectTooLarge(uri: String, limit: Int)
    /// A document is no index.
    case invalidIndex(reason: String)

    /// One line that names the object and the reason.
    public var message: String {
        switch self {
        case .foreignObject(let uri, let reason): "'\(uri)' is not the asset of this address: \(reason)"
        case .foreignIndex(let uri, let reason): "'\(uri)' is not the index of this asset: \(reason)"
        case .objectChanged(let uri): "'\(uri)' was changed or removed while it was checked"
        case .objectTooLarge(let uri, let limit): "'\(uri)' is larger than \(limit) bytes"
        case .invalidIndex(let reason): "not an index of this program: \(reason)"
        }
    }

    /// The next step.
    public var hint: String? {
        switch self {
        case .foreignObject, .foreignIndex: "find out who wrote it, delete it, and publish again"
        case .objectChanged: "run again"
        case .objectTooLarge: "no index is that large: find out who wrote it"
        case .invalidIndex: nil
        }
    }

    /// The kind of the failure.
    public var errorCode: Diagnostic.Code {
        switch self {
        case .foreignObject: "foreign-object"
        case .foreignIndex: "foreign-index"
        case .objectChanged: "object-changed"
        case .objectTooLarge: "object-too-large"
        case .invalidIndex: "invalid-index"
        }
    }

    /// The exit code: a published object that is not what it should be has one of its own.
    public var exitStatus: ExitStatus {
        switch self {
        case .foreignObject, .foreignIndex: .corrupt
        case .objectChanged, .objectTooLarge, .invalidIndex: .failed
        }
    }
}
