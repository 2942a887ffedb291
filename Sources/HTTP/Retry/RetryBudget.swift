internal import Synchronization

/// A token bucket that bounds the retries of all requests together: when most requests fail, retries only add load.
///
/// The figures are those of the AWS SDKs' standard retry mode.
final class RetryBudget: Sendable {
    private static let capacity = 500
    private static let retryCost = 5

    private let tokens = Mutex(capacity)

    /// Takes the cost of a retry out of the bucket; false if it holds too little.
    func pay() -> Bool {
        tokens.withLock { tokens in
            guard tokens >= Self.retryCost else { return false }
            tokens -= Self.retryCost
            return true
        }
    }

    /// Returns the cost of a retry that succeeded, or one token for a success at the first attempt.
    func refund(afterRetry: Bool) {
        tokens.withLock { $0 = min(Self.capacity, $0 + (afterRetry ? Self.retryCost : 1)) }
    }
}
