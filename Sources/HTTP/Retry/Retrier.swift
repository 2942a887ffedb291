/// The consequence of a failed attempt.
public enum RetryDecision: Sendable, Hashable {
    /// The error is final.
    case fail
    /// Another attempt follows at once and costs nothing: the cause of the failure is removed.
    case repeatNow
    /// Another attempt follows after a delay, as long as the policy and the budget allow it.
    case backOff(isThrottled: Bool, retryAfter: Duration?)
}

/// Repeats an attempt until it succeeds or fails for good.
///
/// Knows nothing of protocols: its caller classifies the errors. Copies share one retry budget.
public struct Retrier: Sendable {
    private let policy: RetryPolicy
    private let budget = RetryBudget()

    /// Creates a retrier with a full budget.
    public init(_ policy: RetryPolicy = RetryPolicy()) {
        self.policy = policy
    }

    /// Returns the value of the first attempt that succeeds.
    ///
    /// - Parameters:
    ///   - attempt: Makes one attempt; its argument counts from 1.
    ///   - classify: Decides what follows from an attempt's error.
    ///   - willRetry: Called before each delay, for logs.
    /// - Throws: The error of the last attempt, or `CancellationError` if the task is cancelled during a delay.
    public func callAsFunction<Value: Sendable>(
        _ attempt: (Int) async throws -> Value,
        classify: (any Error) -> RetryDecision,
        willRetry: (_ attempt: Int, _ delay: Duration, _ error: any Error) -> Void = { _, _, _ in }
    ) async throws -> Value {
        var number = 1
        while true {
            do {
                let value = try await attempt(number)
                budget.refund(afterRetry: number > 1)
                return value
            } catch {
                switch classify(error) {
                case .fail: throw error
                case .repeatNow: break
                case .backOff(let isThrottled, let retryAfter):
                    let delay = policy.delay(afterAttempt: number, isThrottled: isThrottled, retryAfter: retryAfter)
                    guard let delay, budget.pay() else { throw error }
                    willRetry(number, delay, error)
                    try await policy.sleep(delay)
                }
            }
            number += 1
        }
    }
}
