public import Manifests

/// The state of an asset at a destination.
public enum PublicationStatus: Sendable {
    /// The asset is there, and verified.
    case published(ObjectReference)
    /// Parts of the asset are there: a publisher was stopped, or an object was deleted.
    case incomplete(Remainder)
    /// Nothing of the asset is there.
    case missing
    /// Another object is in its place, or the store cannot be asked.
    case conflict(any Error)

    /// The parts of an asset that are there.
    public struct Remainder: Sendable, Hashable {
        /// Whether there are objects without an index.
        public let hasObject: Bool
        /// The encoder of a bundle that its index describes and that is gone: no other makes the same bytes.
        public let encoder: String?
    }

    /// Whether something is to be sent.
    public var isToPublish: Bool {
        switch self {
        case .incomplete, .missing: true
        case .published, .conflict: false
        }
    }

    /// Whether there are objects without an index.
    var hasObject: Bool { if case .incomplete(let remainder) = self { remainder.hasObject } else { false } }

    /// The status of an asset without an index.
    init(hasObject: Bool) {
        self = hasObject ? .incomplete(Remainder(hasObject: true, encoder: nil)) : .missing
    }
}
