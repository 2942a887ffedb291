/// The bytes a second of the last seconds.
package struct ProgressRate {
    /// The time of which the rate is the average.
    private static let window = Duration.seconds(5)
    /// At the beginning, bytes fill the buffers between us and the server faster than they arrive there.
    private static let beginning = Duration.seconds(1)

    private var samples: [(time: ContinuousClock.Instant, count: Int)] = []
    private var start: ContinuousClock.Instant?

    package init() {}

    /// Forgets what was measured: another stage begins.
    package mutating func reset() { self = ProgressRate() }

    /// Adds a measurement and returns the rate; 0 until it can be known.
    package mutating func update(_ count: Int, at time: ContinuousClock.Instant) -> Double {
        guard count > 0 else { return 0 }
        let start = start ?? time
        self.start = start
        guard time - start >= Self.beginning else { return 0 }
        samples.append((time, count))
        // The oldest one is kept that is a window away.
        while samples.count > 2, time - samples[1].time >= Self.window { samples.removeFirst() }
        let seconds = (time - samples[0].time) / .seconds(1)
        return seconds >= 1 ? max(0, Double(count - samples[0].count) / seconds) : 0
    }
}
