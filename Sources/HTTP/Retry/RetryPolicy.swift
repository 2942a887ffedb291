/// The attempts of a request and the delays between them.
///
/// Delays are drawn between a base and three times the delay before ("decorrelated jitter"), so that many clients that
/// failed together do not come back together. What ends the attempts is not their number but an outage of the whole run
/// that lasts too long.
/// <https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/>
public struct RetryPolicy: Sendable {
    /// The longest time without any progress of the run: no request succeeds, and no large one gets further.
    public var longestOutage = Duration.seconds(600)
    /// A shorter limit until a server's first response: a wrong name or port does not become right.
    public var longestFirstContact = Duration.seconds(90)
    /// The most attempts of one request, the first one included (`AWS_MAX_ATTEMPTS`); nil for no limit.
    public var attemptLimit: Int?
    /// The least delay.
    public var baseDelay = Duration.milliseconds(50)
    /// The least delay after a response that asks for fewer requests.
    public var throttledBaseDelay = Duration.seconds(1)
    /// The longest delay, unless a server asks for a longer one.
    public var maximumDelay = Duration.seconds(20)
    /// The budget, which all requests of a run share.
    public var budget = RetryBudget()
    /// Suspends the task; tests record the duration instead.
    public var sleep: @Sendable (Duration) async throws -> Void = { try await Task.sleep(for: $0) }
    /// Returns a random number from 0 up to, but not including, 1.
    public var random: @Sendable () -> Double = { Double.random(in: 0..<1) }
    /// Returns the time.
    public var now: @Sendable () -> ContinuousClock.Instant = { .now }

    /// Creates the policy that clients use unless they are given another one.
    public init() {}

    /// Creates a policy with another limit of outages, which holds for the first contact too.
    public init(longestOutage: Duration) {
        self.longestOutage = longestOutage
        longestFirstContact = longestOutage
    }

    /// Returns the next delay, which is no shorter than what the server asks for.
    ///
    /// - Parameter previous: The delay before the failed attempt, or nil for the first one.
    package func delay(after previous: Duration?, isThrottled: Bool, retryAfter: Duration?) -> Duration {
        let base = isThrottled ? throttledBaseDelay : baseDelay
        let bound = max(base, (previous ?? base) * 3)
        let delay = min(maximumDelay, base + (bound - base) * random())
        return max(delay, retryAfter ?? .zero)
    }
}
