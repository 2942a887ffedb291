/// Measures how fast bytes are done.
package struct ProgressRate {
    /// The bytes a second; 0 where it is not known yet.
    package struct Rates: Sendable, Hashable {
        /// Those of the last seconds, which is what people are shown.
        package let last: Double
        /// Those of the last half minute, which tell the end better: text in a model takes longer to bundle than weights.
        package let average: Double

        package init(last: Double = 0, average: Double = 0) {
            (self.last, self.average) = (last, average)
        }
    }

    private static let window = Duration.seconds(5)
    private static let averageWindow = Duration.seconds(30)
    /// At the beginning, bytes fill the buffers between us and the server faster than they arrive there.
    private static let beginning = Duration.seconds(1)
    /// More than all these buffers hold.
    private static let buffers = 64 << 20

    private var samples: [(time: ContinuousClock.Instant, count: Int)] = []
    private var start: ContinuousClock.Instant?

    package init() {}

    /// Forgets what was measured: another stage begins, or an outage has ended.
    package mutating func reset() { self = ProgressRate() }

    /// Adds a measurement and returns the rates.
    package mutating func update(_ count: Int, at time: ContinuousClock.Instant) -> Rates {
        guard count > 0 else { return Rates() }
        let start = start ?? time
        self.start = start
        guard !samples.isEmpty || time - start >= Self.beginning || count >= Self.buffers else { return Rates() }
        samples.append((time, count))
        // The oldest one is kept that is a window away.
        while samples.count > 2, time - samples[1].time >= Self.averageWindow { samples.removeFirst() }
        return Rates(last: rate(over: Self.window), average: rate(over: Self.averageWindow))
    }

    private func rate(over window: Duration) -> Double {
        guard let last = samples.last,
            let first = samples.last(where: { last.time - $0.time >= window }) ?? samples.first
        else { return 0 }
        let seconds = (last.time - first.time) / .seconds(1)
        return seconds >= 1 ? max(0, Double(last.count - first.count) / seconds) : 0
    }
}
