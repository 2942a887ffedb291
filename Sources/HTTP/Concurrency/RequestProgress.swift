internal import Synchronization

/// The bytes of one request's body that have arrived, as the transport measures them.
public final class RequestProgress: Sendable {
    let byteCount: Int
    package let start: ContinuousClock.Instant
    private let arrived = Atomic(0)
    private let abandoned = Atomic(false)
    private let didMeasure: @Sendable (ContinuousClock.Instant) -> Void

    /// Creates the progress of a request of which nothing has arrived.
    ///
    /// - Parameters:
    ///   - byteCount: The bytes of the body.
    ///   - start: The time at which it may be sent.
    ///   - didMeasure: Called with the time after each measurement.
    package init(
        byteCount: Int,
        start: ContinuousClock.Instant,
        didMeasure: @Sendable @escaping (ContinuousClock.Instant) -> Void
    ) {
        self.byteCount = byteCount
        self.start = start
        self.didMeasure = didMeasure
    }

    var arrivedByteCount: Int { arrived.load(ordering: .relaxed) }

    /// Whether the transfer is to end: others over the same link are so much faster that its body is better sent again.
    public var isAbandoned: Bool { abandoned.load(ordering: .relaxed) }

    /// Records the bytes that have arrived.
    public func record(_ byteCount: Int, at now: ContinuousClock.Instant) {
        arrived.store(byteCount, ordering: .relaxed)
        didMeasure(now)
    }

    func abandon() { abandoned.store(true, ordering: .relaxed) }
}
