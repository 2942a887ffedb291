/// The number of requests, large and small, that a server bears: unlimited until it refuses some.
///
/// After a refusal, fewer are sent. The number grows again up to one below that which was refused, and is tried there after
/// more and more successes only: a server that refuses a request has done work in vain, and so has this machine. Once it
/// bears what it refused before, the number grows as fast as it can (CUBIC's plateau between two curves).
package struct RequestCeiling: Sendable {
    /// The share of the requests in flight that remain after a refusal.
    private static let share = 0.85
    /// The successes, for each request in flight, after which the refused number is tried again; doubled each time that it
    /// is refused again.
    private static let patience = (least: 16, most: 512)

    /// The number of requests that may be in flight; nil for any.
    package private(set) var count: Int?
    /// The number at which the server refused.
    private var refused = 0
    private var successes = 0
    /// The growth of the number: more than one only beyond what was refused.
    private var step = 1
    private var patience = Self.patience.least

    /// Lowers the number after a refusal.
    ///
    /// - Parameters:
    ///   - inFlight: The number of requests that were in flight when it was sent, itself included.
    ///   - wasSentBefore: Whether the refused request was sent before the number was lowered the last time: it is one of
    ///     several that were too many.
    package mutating func lower(inFlight: Int, wasSentBefore: Bool) {
        (successes, step) = (0, 1)
        if wasSentBefore, let count {
            refused = max(2, min(refused, inFlight))
            self.count = min(count, refused - 1)
            return
        }
        // The same number again: the limit is the server's, and not a moment's.
        patience = inFlight == refused ? min(patience * 2, Self.patience.most) : Self.patience.least
        refused = max(2, inFlight)
        count = max(1, min(refused - 1, Int(Double(refused) * Self.share)))
    }

    /// Records a request that succeeded.
    package mutating func recordSuccess() {
        guard let count else { return }
        successes += 1
        guard successes >= (count == refused - 1 ? count * patience : count) else { return }
        successes = 0
        self.count = count + step
        step = count < refused ? 1 : min(2 * step, max(1, count / 4))
    }
}
