internal import Manifests

/// Brings one asset to one store in one form, or finds it there.
protocol AssetDelivery: Sendable {
    /// Looks for the asset.
    ///
    /// - Throws: `PublishingError` if what is there is something else.
    func find() async throws -> DeliveryStanding

    /// Publishes the asset: its bytes, then, when those are proved, the index.
    ///
    /// - Parameter hasObject: Whether there are bytes already: those are proved and not sent again.
    func publish(hasObject: Bool) async throws -> ObjectReference
}

/// What is in the store before anything is sent.
enum DeliveryStanding: Sendable {
    /// The asset is there, whole and proved.
    case confirmed(ObjectReference)
    /// The index is not there, or bytes of the asset; some may be, if a publisher was stopped.
    case missing(hasObject: Bool)
}
