public import Basics
internal import Synchronization

/// Counts requests and body bytes, for statistics, for the progress of a run and for tests that bound the traffic.
public final class RequestCounters: Sendable {
    private let requests = Atomic(0)
    private let sent = Atomic(0)
    private let moved = Atomic(0)

    /// Starts at zero.
    public init() {}

    /// The number of requests; each retry counts as one.
    public var requestCount: Int { requests.load(ordering: .relaxed) }
    /// The total size of all request bodies, including those of retries.
    public var sentByteCount: Int { sent.load(ordering: .relaxed) }
    /// The number of body bytes that were taken to be sent; those of failed requests do not count.
    public var movedByteCount: Int { moved.load(ordering: .relaxed) }

    /// Counts a request whose body has this size; any client may call it.
    public func addRequest(byteCount: Int) {
        requests.add(1, ordering: .relaxed)
        sent.add(byteCount, ordering: .relaxed)
    }

    fileprivate func move(_ byteCount: Int) { moved.add(byteCount, ordering: .relaxed) }
}

/// A request's body that counts its bytes as they are sent.
public final class CountedBody: ByteSource {
    private let body: any ByteSource
    private let counters: RequestCounters
    /// The number of bytes that are counted.
    private let position = Atomic(0)

    /// Wraps the body of one attempt.
    public init(_ body: any ByteSource, counters: RequestCounters) {
        self.body = body
        self.counters = counters
    }

    /// The size of the body.
    public var byteCount: Int { body.byteCount }

    /// Reads bytes, and counts them; where they are read again, they are not counted twice.
    public func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws {
        try body.read(at: offset, into: buffer)
        let end = offset + buffer.count
        counters.move(end - position.exchange(end, ordering: .relaxed))
    }

    /// Takes the bytes out of the count: the attempt has failed.
    public func retract() { counters.move(-position.exchange(0, ordering: .relaxed)) }
}
