internal import Synchronization

/// Counts requests and body bytes, for statistics and for tests that bound the traffic.
public final class RequestCounters: Sendable {
    private let requests = Atomic(0)
    private let sent = Atomic(0)

    /// Starts at zero.
    public init() {}

    /// The number of requests; each retry counts as one.
    public var requestCount: Int { requests.load(ordering: .relaxed) }
    /// The total size of all request bodies, including those of retries.
    public var sentByteCount: Int { sent.load(ordering: .relaxed) }

    /// Counts a request whose body has this size; any client may call it.
    public func addRequest(byteCount: Int) {
        requests.add(1, ordering: .relaxed)
        sent.add(byteCount, ordering: .relaxed)
    }
}
