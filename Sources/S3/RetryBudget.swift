internal import Synchronization

/// Bounds the retries of all requests together: when most requests fail, retries only add to the load.
///
/// The figures are those of the AWS SDKs' standard mode.
final class RetryBudget: Sendable {
    private static let capacity = 500
    private static let retryCost = 5

    private let tokens = Mutex(capacity)

    /// Pays for a retry; false if there is nothing left to pay with.
    func pay() -> Bool {
        tokens.withLock { tokens in
            guard tokens >= Self.retryCost else { return false }
            tokens -= Self.retryCost
            return true
        }
    }

    /// Gives back the price of a retry that helped, or a little for a success at once.
    func refund(afterRetry: Bool) {
        tokens.withLock { $0 = min(Self.capacity, $0 + (afterRetry ? Self.retryCost : 1)) }
    }
}
