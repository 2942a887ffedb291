internal import Synchronization

/// The clock that requests are signed with: this machine's, corrected by the server's once the server rejects a
/// request for its time.
final class ServerClock: Sendable {
    /// A signing time and the correction that it includes.
    struct Reading: Sendable {
        let time: Timestamp
        fileprivate let offset: Int
    }

    private let now: @Sendable () -> Timestamp
    /// The seconds by which the server's clock is ahead of this machine's.
    private let offset = Atomic(0)

    init(now: @escaping @Sendable () -> Timestamp) {
        self.now = now
    }

    func read() -> Reading {
        let offset = offset.load(ordering: .relaxed)
        return Reading(time: now().advanced(bySeconds: offset), offset: offset)
    }

    /// Adopts the server's time from the response to a request that was signed at a reading.
    ///
    /// Returns false if that changes nothing for this request. Corrections adopted by other requests in the meantime do
    /// not matter: requests that were sent together are rejected together, and each must be signed again.
    func adopt(_ serverTime: Timestamp, after reading: Reading) -> Bool {
        let offset = serverTime.secondsSinceEpoch - now().secondsSinceEpoch
        self.offset.store(offset, ordering: .relaxed)
        return offset != reading.offset
    }
}
