/// The number of attempts of a request and the delays between them.
///
/// Delays are drawn between zero and a bound that doubles ("full jitter"), so that many clients that failed together do
/// not come back together.
public struct RetryPolicy: Sendable {
    /// The most attempts of one request, the first one included.
    public var attemptLimit = 5
    /// The bound of the first delay.
    public var baseDelay = Duration.milliseconds(50)
    /// The bound of the first delay after a response that asks for fewer requests.
    public var throttledBaseDelay = Duration.seconds(1)
    /// The largest bound.
    public var maximumDelay = Duration.seconds(20)
    /// The longest delay that a server may ask for; a request that would have to wait longer fails instead.
    public var longestRetryAfter = Duration.seconds(120)
    /// Suspends the task; tests record the duration instead.
    public var sleep: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    /// Returns a random number from 0 up to, but not including, 1.
    public var random: @Sendable () -> Double = { Double.random(in: 0..<1) }

    /// Creates the policy that clients use unless they are given another one.
    public init() {}

    /// Returns the delay after a failed attempt, or nil if no other attempt should follow.
    package func delay(afterAttempt attempt: Int, isThrottled: Bool, retryAfter: Duration?) -> Duration? {
        guard attempt < attemptLimit else { return nil }
        let base = isThrottled ? throttledBaseDelay : baseDelay
        let bound = min(maximumDelay, base * (1 << min(attempt - 1, 20)))
        let delay = bound * random()
        guard let retryAfter else { return delay }
        return retryAfter <= longestRetryAfter ? max(delay, retryAfter) : nil
    }
}
