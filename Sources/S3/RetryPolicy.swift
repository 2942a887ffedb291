public import AWS

/// When to send a request again.
///
/// Delays are drawn anew between nothing and a bound that doubles ("full jitter"), so that many clients that failed
/// together do not come back together.
public struct RetryPolicy: Sendable {
    /// How many times a request is sent at most.
    public var attemptLimit = 5
    /// The bound of the first delay.
    public var baseDelay = Duration.milliseconds(50)
    /// The bound of the first delay when the server asks for fewer requests.
    public var throttledBaseDelay = Duration.seconds(1)
    /// The largest bound.
    public var maximumDelay = Duration.seconds(20)
    /// The longest wait that a server may ask for; it is not waited for longer, but the request fails.
    public var longestRetryAfter = Duration.seconds(120)
    /// The present moment.
    public var now: @Sendable () -> Timestamp = { .now }
    /// Waits.
    public var sleep: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    /// A number from 0 up to, but not including, 1.
    public var random: @Sendable () -> Double = { Double.random(in: 0..<1) }

    /// Makes the usual policy.
    public init() {}

    /// Returns how long to wait after an attempt failed, or nil if there should be no other.
    package func delay(afterAttempt attempt: Int, isThrottled: Bool, retryAfter: Duration?) -> Duration? {
        guard attempt < attemptLimit else { return nil }
        let base = isThrottled ? throttledBaseDelay : baseDelay
        let bound = min(maximumDelay, base * (1 << min(attempt - 1, 20)))
        let delay = bound * random()
        guard let retryAfter else { return delay }
        return retryAfter <= longestRetryAfter ? max(delay, retryAfter) : nil
    }
}
