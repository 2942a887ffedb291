internal import Synchronization

/// Admits the requests to one server, as many at a time as its link and the server bear.
///
/// Requests with large bodies have the adaptive window; all others wait for the server nearly all of their time, and have
/// places of their own: they never wait behind large ones. Each kind is admitted in the order of its arrival.
final class RequestLimiter: Sendable {
    /// The kinds of requests.
    enum Kind: Int, CaseIterable {
        case small, large
    }

    /// The body from which a request is large.
    private static let largeByteCount = 256 << 10
    /// The least time between two samples.
    private static let interval = Duration.milliseconds(10)

    private struct Waiter {
        let id: UInt64
        let byteCount: Int
        let continuation: CheckedContinuation<RequestPermit, any Error>
    }

    private struct InFlight {
        let progress: RequestProgress
        /// The number of requests in flight when it was admitted, itself included.
        let count: Int
    }

    /// Waiters with their permits, to be resumed without the lock.
    private typealias Admitted = [(Waiter, RequestPermit)]

    private struct State {
        var window: ConcurrencyWindow
        var nextID: UInt64 = 0
        var waiters = [[Waiter]](repeating: [], count: Kind.allCases.count)
        /// The requests in flight, by their permits' numbers.
        var inFlight = [[UInt64: InFlight]](repeating: [:], count: Kind.allCases.count)
        /// The bytes of requests that have ended.
        var endedByteCount = 0
        /// The bytes of all requests at the time of the last sample.
        var sampledByteCount = 0
        /// The number of requests that were sending then.
        var sampledSending = 0
        var lastSample: ContinuousClock.Instant?
        /// The first permit after the last refusal.
        var firstAfterRefusal: UInt64 = 0
        var slowest = SlowRequests()

        var count: Int { inFlight.reduce(0) { $0 + $1.count } }
    }

    private let smallLimit: Int
    private let limit: Int
    private let now: @Sendable () -> ContinuousClock.Instant
    private let state: Mutex<State>

    /// Creates a limiter.
    ///
    /// - Parameters:
    ///   - smallLimit: The most small requests in flight.
    ///   - largeLimit: The most large requests in flight.
    ///   - limit: The most requests of both kinds.
    ///   - now: The time.
    init(
        smallLimit: Int,
        largeLimit: Int,
        limit: Int,
        now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
    ) {
        self.smallLimit = smallLimit
        self.limit = limit
        self.now = now
        state = Mutex(State(window: ConcurrencyWindow(limit: largeLimit)))
    }

    /// Waits until a request may be sent.
    ///
    /// - Returns: The permit, which must be released.
    /// - Throws: `CancellationError`.
    func admit(byteCount: Int) async throws -> RequestPermit {
        let kind = byteCount >= Self.largeByteCount ? Kind.large : .small
        let id = state.withLock { state in
            defer { state.nextID += 1 }
            return state.nextID
        }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let admitted = state.withLock { state -> Admitted? in
                    // The cancellation handler may have run before the waiter was added.
                    guard !Task.isCancelled else { return nil }
                    state.waiters[kind.rawValue].append(.init(id: id, byteCount: byteCount, continuation: continuation))
                    return admitWaiters(to: &state)
                }
                guard let admitted else { return continuation.resume(throwing: CancellationError()) }
                resume(admitted)
            }
        } onCancel: {
            cancel(id, kind)
        }
    }

    fileprivate func release(_ kind: Kind, _ number: UInt64, _ outcome: RequestOutcome) {
        let admitted = state.withLock { state -> Admitted in
            guard let request = state.inFlight[kind.rawValue].removeValue(forKey: number) else { return [] }
            switch outcome {
            case .succeeded:
                state.endedByteCount += kind == .large ? request.progress.byteCount : 0
                state.window.recordSuccess()
            case .refused:
                let wasSentBefore = number < state.firstAfterRefusal
                state.window.recordRefusal(inFlight: request.count, wasSentBefore: wasSentBefore)
                if !wasSentBefore { state.firstAfterRefusal = state.nextID }
            case .lost: state.window.recordLoss()
            case .failed: break
            }
            // What a failed request sent has arrived in vain.
            if outcome != .succeeded {
                state.sampledByteCount -= min(request.progress.arrivedByteCount, state.sampledByteCount)
            }
            return admitWaiters(to: &state)
        }
        resume(admitted)
    }

    /// Takes a sample if the last one is old enough; called by the threads that move the bytes.
    private func sample(at time: ContinuousClock.Instant) {
        let admitted = state.withLock { state -> Admitted in
            let elapsed = state.lastSample.map { $0.duration(to: time) } ?? Self.interval
            guard elapsed >= Self.interval else { return [] }
            state.lastSample = time
            let requests = state.inFlight[Kind.large.rawValue].values.map(\.progress)
            let byteCount = state.endedByteCount + requests.reduce(0) { $0 + $1.arrivedByteCount }
            let sending = requests.count { $0.arrivedByteCount < $0.byteCount }
            let sample = ConcurrencyWindow.Sample(
                inFlight: max(requests.count, state.sampledSending),
                sending: max(sending, state.sampledSending),
                byteCount: max(0, byteCount - state.sampledByteCount),
                bodyByteCount: requests.isEmpty ? 0 : requests.reduce(0) { $0 + $1.byteCount } / requests.count,
                isFull: !state.waiters[Kind.large.rawValue].isEmpty
            )
            (state.sampledByteCount, state.sampledSending) = (byteCount, sending)
            // After a pause, nothing is known of the time between.
            if elapsed <= .seconds(1) { state.window.add(sample, seconds: elapsed / .seconds(1)) }
            state.slowest.abandon(among: requests, at: time)
            return admitWaiters(to: &state)
        }
        resume(admitted)
    }

    private func admitWaiters(to state: inout State) -> Admitted {
        var admitted: Admitted = []
        for kind in Kind.allCases {
            let kindLimit = kind == .small ? smallLimit : state.window.count
            while let first = state.waiters[kind.rawValue].first, state.inFlight[kind.rawValue].count < kindLimit,
                state.count < min(limit, state.window.ceiling.count ?? .max)
            {
                state.waiters[kind.rawValue].removeFirst()
                let number = state.nextID
                state.nextID += 1
                // Its time begins now: what has waited is not slow.
                let progress = RequestProgress(byteCount: first.byteCount, start: now()) { [weak self] in
                    self?.sample(at: $0)
                }
                state.inFlight[kind.rawValue][number] = InFlight(progress: progress, count: state.count + 1)
                let permit = RequestPermit(limiter: self, kind: kind, number: number, progress: progress)
                admitted.append((first, permit))
            }
        }
        return admitted
    }

    private func resume(_ admitted: Admitted) {
        for (waiter, permit) in admitted { waiter.continuation.resume(returning: permit) }
    }

    /// Removes a waiter that is cancelled; an admitted request notices the cancellation itself.
    private func cancel(_ id: UInt64, _ kind: Kind) {
        let waiter = state.withLock { state -> Waiter? in
            state.waiters[kind.rawValue].firstIndex { $0.id == id }.map { state.waiters[kind.rawValue].remove(at: $0) }
        }
        waiter?.continuation.resume(throwing: CancellationError())
    }
}

/// The end of an attempt, as far as it concerns how many requests are sent.
package enum RequestOutcome: Sendable {
    /// The server responded.
    case succeeded
    /// The server asked for fewer requests.
    case refused
    /// It was lost on its way, or its response was.
    case lost
    /// It failed for another reason.
    case failed
}

/// The place of one request in flight, until it is released or the permit is destroyed.
package final class RequestPermit: Sendable {
    /// The measured progress of the request.
    package let progress: RequestProgress
    private let limiter: RequestLimiter
    private let kind: RequestLimiter.Kind
    private let number: UInt64

    fileprivate init(limiter: RequestLimiter, kind: RequestLimiter.Kind, number: UInt64, progress: RequestProgress) {
        self.progress = progress
        self.limiter = limiter
        self.kind = kind
        self.number = number
    }

    deinit { release(.failed) }

    /// Gives the place to the next request; further calls have no effect.
    package func release(_ outcome: RequestOutcome) { limiter.release(kind, number, outcome) }
}
