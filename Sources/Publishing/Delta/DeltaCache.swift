internal import Synchronization

/// The bases that were read to make a plan, kept for the publish that follows.
final class DeltaCache: Sendable {
    private let deltas = Mutex<[PublishPlan.Item.ID: BundleDelta]>([:])

    func keep(_ delta: BundleDelta?, for item: PublishPlan.Item) {
        deltas.withLock { $0[item.id] = delta }
    }

    /// Removes and returns the base of an item.
    func take(for item: PublishPlan.Item) -> BundleDelta? {
        deltas.withLock { $0.removeValue(forKey: item.id) }
    }
}
