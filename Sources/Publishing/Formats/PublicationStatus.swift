internal import Manifests

/// The state of an asset at a destination.
public enum PublicationStatus: String, Sendable, Hashable, Codable {
    /// The asset is there, and verified.
    case published
    /// Parts of the asset are there: a publisher was stopped, or an object was deleted.
    case incomplete
    /// Nothing of the asset is there.
    case missing
    /// Another object is in its place, or the store cannot be asked: a failure of the plan says why.
    case conflict

    /// Whether the asset is to be published.
    public var isToPublish: Bool { self == .incomplete || self == .missing }
}

/// The result of looking an asset up.
struct PublicationLookUp: Sendable {
    let status: PublicationStatus
    /// The verified object or objects.
    var object: ObjectReference?
    /// Whether there are objects without an index.
    var hasObject = false
    /// The encoder of a bundle that its index describes and that is gone: no other makes the same bytes.
    var encoder: String?

    static func published(_ object: ObjectReference) -> Self { Self(status: .published, object: object) }
    static func withoutIndex(hasObject: Bool) -> Self {
        Self(status: hasObject ? .incomplete : .missing, hasObject: hasObject)
    }
    static func withoutObject(encoder: String?) -> Self { Self(status: .incomplete, encoder: encoder) }
}
