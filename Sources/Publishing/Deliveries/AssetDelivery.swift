internal import Manifests

/// Brings one asset to one store in one form, or finds it there.
protocol AssetDelivery: Sendable {
    /// Looks for the asset.
    ///
    /// - Throws: `PublishingError` if what is there is something else.
    func find() async throws -> DeliveryStanding

    /// Publishes the asset: its bytes, then, when those are proved, the index.
    ///
    /// - Parameter remains: What is there already: bytes are proved and not sent again.
    func publish(_ remains: Remains) async throws -> ObjectReference
}

/// What is in the store before anything is sent.
enum DeliveryStanding: Sendable {
    /// The asset is there, whole and proved.
    case confirmed(ObjectReference)
    /// The index is not there, or bytes of the asset are not.
    case missing(Remains)
}

/// What is in a store of an asset that is not whole.
public struct Remains: Sendable, Hashable {
    /// Whether there are bytes of it: a publisher may have been stopped before it wrote the index.
    public let hasObject: Bool
    /// What compressed the bundle of an index whose bundle is gone: only the same again is what the index says.
    let encoder: String?

    init(hasObject: Bool, encoder: String? = nil) {
        self.hasObject = hasObject
        self.encoder = encoder
    }
}
