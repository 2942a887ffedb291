internal import Synchronization

/// Counts what goes over the network, for statistics and for tests that say how little may.
public final class TransferCounters: Sendable {
    private let requests = Atomic(0)
    private let sent = Atomic(0)

    /// Starts at zero.
    public init() {}

    /// The number of requests, each retry counted.
    public var requestCount: Int { requests.load(ordering: .relaxed) }
    /// The bytes of all bodies sent, those of retries too.
    public var sentByteCount: Int { sent.load(ordering: .relaxed) }

    func addRequest(byteCount: Int) {
        requests.add(1, ordering: .relaxed)
        sent.add(byteCount, ordering: .relaxed)
    }
}
