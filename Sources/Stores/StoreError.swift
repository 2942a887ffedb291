public import Basics

/// An object or an index of a store that cannot be used.
public enum StoreError: UserFacingError, Hashable {
    /// The object under an asset's key is not that asset.
    case foreignObject(uri: String, reason: String)
    /// The index under a key describes another asset or another object.
    case foreignIndex(uri: String, reason: String)
    /// The document under the key of an index is no index at all.
    case unreadableIndex(uri: String, reason: String)
    /// The object was replaced or deleted while it was verified.
    case objectChanged(uri: String)
    /// The parts that were sent were removed before the object was complete, and those of the upload before it were too.
    case uploadAborted(uri: String)
    /// The object is larger than any index of this program.
    case objectTooLarge(uri: String, limit: Int)
    /// The server lists the same names again, or none at all, and never comes to an end.
    case endlessListing(uri: String)
    /// The document is not an index.
    case invalidIndex(reason: String)

    /// The URI of the object and the reason.
    public var message: String {
        switch self {
        case .foreignObject(let uri, let reason): "'\(uri)' is not the asset of this address: \(reason)"
        case .foreignIndex(let uri, let reason): "'\(uri)' is not the index of this asset: \(reason)"
        case .unreadableIndex(let uri, let reason): "'\(uri)' is not the index of this asset: \(reason)"
        case .objectChanged(let uri): "'\(uri)' was changed or removed while it was checked"
        case .uploadAborted(let uri): "another program aborted the upload of '\(uri)', and the one before it"
        case .objectTooLarge(let uri, let limit): "'\(uri)' is larger than \(limit) bytes"
        case .endlessListing(let uri): "the listing of '\(uri)' has no end: it names the same page again"
        case .invalidIndex(let reason): "not an index of this program: \(reason)"
        }
    }

    /// The remedy.
    public var hint: String? {
        switch self {
        case .foreignObject, .foreignIndex: "find out who wrote it, delete it, and publish again"
        // The page of a proxy is not what is stored, which must not be deleted for it.
        case .unreadableIndex:
            "check that the endpoint is right and no proxy responds in its place; only if the object itself is like "
                + "that, find out who wrote it, delete it, and publish again"
        case .objectChanged: "run again"
        case .uploadAborted: "find out what aborts uploads to the bucket, such as a clean-up, and publish again"
        case .objectTooLarge: "no index is that large: find out who wrote it"
        case .endlessListing: "check that the endpoint is a server that speaks S3"
        case .invalidIndex: nil
        }
    }

    /// The kind of the failure.
    public var errorCode: Diagnostic.Code {
        switch self {
        case .foreignObject: "foreign-object"
        case .foreignIndex, .unreadableIndex: "foreign-index"
        case .objectChanged: "object-changed"
        case .uploadAborted: "upload-aborted"
        case .objectTooLarge: "object-too-large"
        case .endlessListing: "invalid-response"
        case .invalidIndex: "invalid-index"
        }
    }

    /// Foreign objects and indexes have the exit status of corruption.
    public var exitStatus: ExitStatus {
        switch self {
        case .foreignObject, .foreignIndex, .unreadableIndex: .corrupt
        case .objectChanged, .uploadAborted, .objectTooLarge, .endlessListing, .invalidIndex: .failed
        }
    }
}
