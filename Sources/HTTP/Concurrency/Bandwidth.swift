internal import Synchronization

/// The bytes that the transfers of a run may send together, at a rate.
public final class Bandwidth: Sendable {
    /// The time within which bytes that nobody has sent may be sent later, in seconds.
    private static let credit = 0.05
    /// Fewer bytes than these are not worth a look.
    private static let leastByteCount = 16 << 10

    private let bytesPerSecond: Double
    private let state = Mutex((available: 0.0, time: ContinuousClock.now))

    /// Creates a bandwidth.
    ///
    /// - Parameter bytesPerSecond: The rate, at least one byte a second.
    public init(bytesPerSecond: Int) {
        self.bytesPerSecond = Double(max(1, bytesPerSecond))
    }

    /// Takes bytes to be sent now.
    ///
    /// - Returns: The number of bytes, none if it is too early for more.
    package func take(_ count: Int, at now: ContinuousClock.Instant = .now) -> Int {
        state.withLock { state in
            let most = max(Double(2 * Self.leastByteCount), bytesPerSecond * Self.credit)
            state.available = min(most, state.available + bytesPerSecond * (state.time.duration(to: now) / .seconds(1)))
            state.time = now
            guard state.available >= Double(min(count, Self.leastByteCount)) else { return 0 }
            let taken = min(count, Int(state.available))
            state.available -= Double(taken)
            return taken
        }
    }
}
