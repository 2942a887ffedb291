/// Finds the requests that are far slower than their fellows over the same link, and are better sent again on another
/// connection: AWS's advice is to retry the slowest ones.
///
/// <https://docs.aws.amazon.com/whitepapers/latest/s3-optimizing-performance-best-practices/timeouts-and-retries-for-latency-sensitive-applications.html>
package struct SlowRequests: Sendable {
    /// The time that a request has before it is compared.
    private static let leastAge = Duration.seconds(2)
    /// The number of fellows that a comparison takes.
    private static let leastCount = 4
    /// The share of the fellows' median rate below which a request is slow.
    private static let share = 0.2
    /// The time between two that are given up: many slow ones have another cause.
    private static let interval = Duration.seconds(1)

    private var last: ContinuousClock.Instant?

    /// Creates a finder that has abandoned none.
    package init() {}

    /// Abandons the slowest request, if it is far slower than the others.
    package mutating func abandon(among requests: [RequestProgress], at now: ContinuousClock.Instant) {
        if let last, last.duration(to: now) < Self.interval { return }
        let compared = requests.filter { $0.start.duration(to: now) > .milliseconds(100) }
        let rates = compared.map { $0.rate(at: now) }.sorted()
        guard rates.count > Self.leastCount else { return }
        let median = rates[rates.count / 2]
        let slow = requests.filter { request in
            let left = Double(request.byteCount - request.arrivedByteCount)
            return request.start.duration(to: now) >= Self.leastAge && request.rate(at: now) < Self.share * median
                // It would not end soon.
                && left > request.rate(at: now) * 2
        }
        guard let slowest = slow.min(by: { $0.rate(at: now) < $1.rate(at: now) }) else { return }
        slowest.abandon()
        last = now
    }
}

extension RequestProgress {
    /// The rate in bytes a second since the start.
    fileprivate func rate(at now: ContinuousClock.Instant) -> Double {
        Double(arrivedByteCount) / max(0.001, start.duration(to: now) / .seconds(1))
    }
}
