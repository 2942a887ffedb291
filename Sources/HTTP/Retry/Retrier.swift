internal import Synchronization

/// Repeats an attempt until it succeeds or fails for good.
///
/// Knows nothing of protocols: its caller classifies the errors.
public struct Retrier: Sendable {
    private let policy: RetryPolicy
    /// Whether the server has ever responded.
    private let contact = FirstContact()

    /// Creates a retrier of the requests to one server.
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
        var previous: Duration?
        while true {
            let start = policy.now()
            do {
                let value = try await attempt(number)
                recordProgress()
                return value
            } catch {
                switch classify(error) {
                case .fail: throw error
                case .reject:
                    recordProgress()
                    throw error
                case .repeatNow: break
                case .backOff(let cause, let retryAfter):
                    if cause != .noResponse { contact.record() }
                    guard let delay = delay(after: error, since: start, number, previous, cause, retryAfter) else {
                        throw error
                    }
                    willRetry(number, delay, error)
                    try await pause(delay, endsWithOutage: cause == .noResponse)
                    previous = delay
                }
            }
            number += 1
        }
    }

    private func recordProgress() {
        contact.record()
        policy.budget.recordProgress(at: policy.now())
    }

    /// The delay before the next attempt; nil if the error is final.
    private func delay(
        after error: any Error,
        since start: ContinuousClock.Instant,
        _ number: Int,
        _ previous: Duration?,
        _ cause: RetryDecision.Cause,
        _ retryAfter: Duration?
    ) -> Duration? {
        guard number < policy.attemptLimit ?? .max else { return nil }
        let limit = contact.isMade ? policy.longestOutage : min(policy.longestOutage, policy.longestFirstContact)
        let remaining = policy.budget.recordFailure(error, since: start, limit: limit, at: policy.now())
        // Where the server says that it needs more time than is left, no attempt could succeed.
        guard remaining > .zero, retryAfter ?? .zero <= remaining else { return nil }
        let delay = policy.delay(after: previous, isThrottled: cause == .throttling, retryAfter: retryAfter)
        // The last attempt is made when the time is over.
        return min(delay, remaining)
    }

    /// Waits; where no response came, until another request notices that the outage is over.
    private func pause(_ delay: Duration, endsWithOutage: Bool) async throws {
        guard endsWithOutage else { return try await policy.sleep(delay) }
        let count = policy.budget.endedOutageCount
        var remaining = delay
        while remaining > .zero, policy.budget.endedOutageCount == count {
            let slice = min(remaining, .seconds(1))
            try await policy.sleep(slice)
            remaining -= slice
        }
    }
}

/// Whether a server has responded, which all copies of a retrier know.
private final class FirstContact: Sendable {
    private let isRecorded = Atomic(false)

    var isMade: Bool { isRecorded.load(ordering: .relaxed) }

    func record() { isRecorded.store(true, ordering: .relaxed) }
}
