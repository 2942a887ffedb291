internal import Synchronization

/// The time for which the requests of a run are retried while none of them gets anywhere.
///
/// All clients of a run share one: as long as some requests succeed, bad luck of others never ends the run. Over a slow
/// link a request may take longer than an outage may last, so bytes that arrive are progress too; but not for ever: where
/// request after request is lost on the way, they must get further than any did before.
public final class RetryBudget: Sendable {
    /// A time without any progress.
    public struct Outage: Sendable {
        /// The start of the attempt that failed first, or the last progress before it failed.
        public let start: ContinuousClock.Instant
        /// The time from which failures are final.
        public internal(set) var deadline: ContinuousClock.Instant
        /// The newest failure.
        public internal(set) var error: any Error
    }

    /// The number of outages in a row, without a success between them, after which bytes are counted anew.
    private static let restartLimit = 10
    /// The time before a failure that may belong to an outage: transfers fail after a minute of silence.
    ///
    /// A failure after a longer time has another cause, as that of a machine that was asleep.
    private static let longestSilence = Duration.seconds(60)

    private struct State {
        var outage: Outage?
        /// The number of outages that are over.
        var endedCount = 0
        /// The bytes that requests under way have brought to servers, or from there, by the thread that moves them.
        var arrived: [ObjectIdentifier: Int] = [:]
        /// The same, whether there is an outage or not.
        var newest: [ObjectIdentifier: Int] = [:]
        var lastProgress: ContinuousClock.Instant?
        var restartsLeft = RetryBudget.restartLimit

        mutating func endOutage(at now: ContinuousClock.Instant) {
            if let outage, outage.start.duration(to: now) >= .seconds(2) { endedCount += 1 }
            outage = nil
        }
    }

    private let state = Mutex(State())

    /// Creates a budget of which nothing is used.
    public init() {}

    /// The outage that lasts, or nil if there was progress after the newest failure, or nothing was retried yet.
    public var outage: Outage? { state.withLock { $0.outage } }

    /// The number of outages that ended with a success; short ones, as with a few lost connections, do not count.
    var endedOutageCount: Int { state.withLock { $0.endedCount } }

    /// Records that a server did what was asked, or refused it.
    func recordProgress(at now: ContinuousClock.Instant) {
        state.withLock { state in
            state.endOutage(at: now)
            state.lastProgress = now
            state.arrived = [:]
            state.restartsLeft = Self.restartLimit
        }
    }

    /// Records the bytes that requests under way have brought to servers, or from there.
    ///
    /// If they become more, an outage is over, and the next one begins no earlier.
    ///
    /// - Parameters:
    ///   - byteCount: The number of bytes; those of requests that have ended do not count.
    ///   - source: The thread that moves the bytes.
    ///   - now: The time.
    package func recordArrival(of byteCount: Int, by source: ObjectIdentifier, at now: ContinuousClock.Instant) {
        state.withLock { state in
            if byteCount > state.newest[source] ?? 0 { state.lastProgress = now }
            state.newest[source] = byteCount
            guard state.outage != nil else { return }
            guard let before = state.arrived[source] else {
                state.arrived[source] = byteCount
                return
            }
            if byteCount > before { state.endOutage(at: now) }
            // Requests that have failed take their bytes away.
            if byteCount > before || state.restartsLeft > 0 { state.arrived[source] = byteCount }
        }
    }

    /// Records a failure.
    ///
    /// The failed attempt is part of the outage, as far as nothing got anywhere during it.
    ///
    /// - Parameters:
    ///   - start: The start of the attempt.
    ///   - limit: The longest outage.
    ///   - now: The time.
    /// - Returns: The time that is left; zero or less if the failure is final.
    func recordFailure(
        _ error: any Error,
        since start: ContinuousClock.Instant,
        limit: Duration,
        at now: ContinuousClock.Instant
    ) -> Duration {
        state.withLock { state in
            if state.outage == nil, state.restartsLeft > 0 {
                state.restartsLeft -= 1
                state.arrived = [:]
            }
            let start = max(start, state.lastProgress ?? start, now - Self.longestSilence)
            var outage = state.outage ?? Outage(start: start, deadline: now, error: error)
            outage.deadline = outage.start + limit
            outage.error = error
            state.outage = outage
            return now.duration(to: outage.deadline)
        }
    }
}
