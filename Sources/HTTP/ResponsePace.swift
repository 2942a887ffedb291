/// The pace of a transfer once its request is sent: a server that sends a few bytes now and then must come to an end.
///
/// libcurl ends transfers that are silent, but one byte a second is enough for it. The request's body has no pace: a slow
/// link may take as long as it needs.
struct ResponsePace {
    /// The least rate of a response, in bytes a second on average.
    private static let leastRate = 100

    /// The stages of a transfer.
    enum Stage {
        case sending
        /// The request is sent, and no status line has come back.
        case waiting
        case receiving
    }

    private var stage = Stage.sending
    private var start: ContinuousClock.Instant
    private var byteCount = 0
    /// The time in which as many bytes must arrive as the least rate makes; a status line may take twice as long.
    private let period: Duration

    /// Creates a pace.
    ///
    /// - Parameters:
    ///   - period: The time over which the rate is measured.
    ///   - start: The start of the transfer.
    init(period: Duration, start: ContinuousClock.Instant) {
        self.period = period
        self.start = start
    }

    /// Whether the response takes too long; to be asked now and then, at least once a second.
    ///
    /// - Parameters:
    ///   - stage: The present stage.
    ///   - received: The bytes of headers and bodies so far.
    ///   - patience: The number of periods in which the bytes of one must arrive.
    ///   - now: The time.
    mutating func isTooSlow(_ stage: Stage, received: Int, patience: Int, at now: ContinuousClock.Instant) -> Bool {
        guard stage == self.stage else {
            (self.stage, start, byteCount) = (stage, now, received)
            return false
        }
        switch stage {
        case .sending: return false
        // The silence before a slow server responds is libcurl's to measure.
        case .waiting: return now - start >= period * 2
        case .receiving:
            guard now - start >= period * patience else { return false }
            guard received - byteCount >= Self.leastRate * Int(period.components.seconds) else { return true }
            (start, byteCount) = (now, received)
            return false
        }
    }
}
