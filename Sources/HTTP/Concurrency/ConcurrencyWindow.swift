internal import Glibc

/// The number of large requests that are sent at a time to one server: as many as its link carries.
///
/// A connection to S3 carries 50 to 90 MB/s, however wide the link is, and an office's link a fifth of one connection. So
/// the window follows two measured figures, the rate of all connections and the best that one of them has had: their
/// quotient is the number of connections that the link needs, and the window twice of it, as BBR's is. While each connection
/// keeps the best rate, the window grows by a request for each megabyte that arrives, as TCP's does in slow start; once they
/// have to share, it stays, and a link that becomes wider is noticed. No request is to take longer than some seconds: what an
/// interruption loses is bounded on slow links too.
///
/// Where the server itself asks for fewer requests, there is a ceiling, too.
package struct ConcurrencyWindow: Sendable {
    /// The figures of a short time.
    package struct Sample: Sendable {
        /// The number of requests in flight.
        package var inFlight: Int
        /// The number of those whose bodies were not all there yet, at the beginning or at the end, whichever is more.
        package var sending: Int
        /// The bytes that arrived.
        package var byteCount: Int
        /// The bytes of the bodies in flight, on average.
        package var bodyByteCount: Int
        /// Whether more requests would have been sent, had the window allowed it.
        package var isFull: Bool

        /// Creates a sample.
        package init(inFlight: Int, sending: Int, byteCount: Int, bodyByteCount: Int, isFull: Bool) {
            self.inFlight = inFlight
            self.sending = sending
            self.byteCount = byteCount
            self.bodyByteCount = bodyByteCount
            self.isFull = isFull
        }
    }

    /// The window before anything is known.
    package static let start = 4.0
    /// The least window: one request sends while the other one waits for its response.
    static let least = 2.0
    /// The window, in windows that the link needs (BBR's gain): those that began together wait for their responses together,
    /// and others must send meanwhile.
    private static let gain = 2.0
    /// The share of the best rate below which a connection shares the link with others.
    private static let share = 0.8
    /// The bytes that allow one request more.
    private static let growthByteCount = 1 << 20
    /// The least time of which figures are averaged, in seconds.
    private static let leastMemory = 0.1
    /// The time for which the best rate of a connection counts, in seconds.
    private static let bestRateLifetime = 5.0
    /// The time that one request may take on a slow link, in seconds.
    private static let longestRequest = 10.0

    /// The most requests that may be in flight, whatever the link.
    let limit: Double
    private var size: Double
    private var rates = Rates()
    /// The best rate of a connection, and that of the time before.
    private var best = (new: 0.0, old: 0.0, age: 0.0)
    package private(set) var ceiling = RequestCeiling()

    /// Creates a window.
    ///
    /// - Parameter limit: The most requests that may be in flight.
    package init(limit: Int) {
        self.limit = Double(max(1, limit))
        size = min(Self.start, self.limit)
    }

    /// The number of large requests that may be in flight.
    package var count: Int { max(1, Int(size)) }

    /// Adds the figures of a time in which large requests were in flight.
    ///
    /// - Parameter seconds: The time.
    package mutating func add(_ sample: Sample, seconds: Double) {
        rates.add(sample, seconds: seconds, memory: memory(sample))
        guard sample.sending > 0, seconds > 0, let rate = rates.ofConnection else { return }
        keep(rate, seconds: seconds)
        guard sample.isFull else { return }
        let bestRate = max(best.new, best.old)
        // Of those in flight, some wait for their responses.
        let needed = rates.total / bestRate * rates.perSending
        let isShared = rate < Self.share * bestRate
        let target = min(isShared ? needed * Self.gain : .infinity, longest(sample))
        if target > size {
            // In small steps, since a server that bears no more refuses all that are too many.
            let growth = min(size / 5, Double(sample.byteCount) / Double(Self.growthByteCount))
            size = min(target, size + growth)
        } else {
            size += (target - size) * min(1, seconds / Self.leastMemory)
        }
        size = min(limit, max(Self.least, size))
    }

    /// The time within which older figures lose two thirds of their weight, in seconds: that of one request, since those that
    /// began together wait for their responses together.
    private func memory(_ sample: Sample) -> Double {
        guard let rate = rates.ofConnection else { return Self.leastMemory }
        return min(1, max(Self.leastMemory, Double(sample.bodyByteCount) / rate * rates.perSending))
    }

    /// The number of requests in flight of which each takes the longest time that it may.
    private func longest(_ sample: Sample) -> Double {
        guard sample.bodyByteCount > 0 else { return limit }
        return rates.total * Self.longestRequest / Double(sample.bodyByteCount)
    }

    private mutating func keep(_ rate: Double, seconds: Double) {
        best.age += seconds
        if best.age > Self.bestRateLifetime { best = (new: 0, old: best.new, age: 0) }
        best.new = max(best.new, rate)
    }

    /// Records that a request was lost on its way: what the link carried before is no longer known.
    package mutating func recordLoss() {
        size = max(Self.least, min(size, Self.start))
        (rates, best) = (Rates(), (new: 0, old: 0, age: 0))
    }

    /// Records that the server asked for fewer requests.
    ///
    /// - Parameters:
    ///   - inFlight: The number of requests that were in flight when it was sent, itself included.
    ///   - wasSentBefore: Whether it was sent before the last refusal.
    package mutating func recordRefusal(inFlight: Int, wasSentBefore: Bool) {
        ceiling.lower(inFlight: inFlight, wasSentBefore: wasSentBefore)
    }

    /// Records a request that succeeded.
    package mutating func recordSuccess() { ceiling.recordSuccess() }
}

/// Averages of the last tenths of a second.
private struct Rates {
    private var seconds = 0.0
    private var byteCount = 0.0
    private var sending = 0.0
    private var inFlight = 0.0

    mutating func add(_ sample: ConcurrencyWindow.Sample, seconds: Double, memory: Double) {
        let kept = exp(-seconds / memory)
        self.seconds = self.seconds * kept + seconds
        byteCount = byteCount * kept + Double(sample.byteCount)
        sending = sending * kept + Double(sample.sending) * seconds
        inFlight = inFlight * kept + Double(sample.inFlight) * seconds
    }

    /// The rate of all connections, in bytes a second.
    var total: Double { seconds > 0 ? byteCount / seconds : 0 }

    /// The rate of one connection while it sends, once there are figures of some time.
    var ofConnection: Double? { seconds > 0.03 && sending > 0 && byteCount > 0 ? byteCount / sending : nil }

    /// The number of requests in flight for each that is sending.
    var perSending: Double { sending > 0 ? max(1, inFlight / sending) : 1 }
}
