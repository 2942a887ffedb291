internal import Synchronization

/// The time for which the requests of a run are retried while none of them gets anywhere.
///
/// All clients of a run share one: as long as some requests succeed, bad luck of others never ends the run.
public final class RetryBudget: Sendable {
    /// A time without any success.
    public struct Outage: Sendable {
        /// The time of the first failure.
        public let start: ContinuousClock.Instant
        /// The time from which failures are final.
        public internal(set) var deadline: ContinuousClock.Instant
        /// The newest failure.
        public internal(set) var error: any Error
    }

    private struct State {
        var outage: Outage?
        /// The number of outages that are over.
        var endedCount = 0
    }

    private let state = Mutex(State())

    /// Creates a budget of which nothing is used.
    public init() {}

    /// The outage that lasts, or nil if the newest result was a success, or nothing was retried yet.
    public var outage: Outage? { state.withLock { $0.outage } }

    /// The number of outages that ended with a success; short ones, as with a few lost connections, do not count.
    var endedOutageCount: Int { state.withLock { $0.endedCount } }

    /// Records that a server did what was asked, or refused it.
    func recordProgress(at now: ContinuousClock.Instant) {
        state.withLock { state in
            if let outage = state.outage, outage.start.duration(to: now) >= .seconds(2) { state.endedCount += 1 }
            state.outage = nil
        }
    }

    /// Records a failure.
    ///
    /// - Parameters:
    ///   - limit: The longest outage.
    ///   - now: The time.
    /// - Returns: The time that is left; zero or less if the failure is final.
    func recordFailure(_ error: any Error, limit: Duration, at now: ContinuousClock.Instant) -> Duration {
        state.withLock { state in
            var outage = state.outage ?? Outage(start: now, deadline: now, error: error)
            outage.deadline = outage.start + limit
            outage.error = error
            state.outage = outage
            return now.duration(to: outage.deadline)
        }
    }
}
