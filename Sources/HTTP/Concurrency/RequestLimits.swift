internal import Basics
internal import Synchronization

/// The limiters of the requests of a run, one for each server.
package final class RequestLimits: Sendable {
    /// The most large requests in flight to one server.
    private static let largeLimit = 128
    /// The most small ones.
    private static let smallLimit = 256

    private let connectionLimit: Int
    private let limiters = Mutex<[String: RequestLimiter]>([:])

    /// Creates the limits of a run.
    ///
    /// - Parameter connectionLimit: The most connections to one server.
    package init(connectionLimit: Int = 256) {
        self.connectionLimit = max(1, connectionLimit)
    }

    /// Waits until a request may be sent.
    ///
    /// - Parameters:
    ///   - request: The request.
    /// - Throws: `CancellationError`.
    package func admit(_ request: HTTPRequest) async throws -> RequestPermit {
        let limiter = limiters.withLock { limiters in
            let server = request.url.authority
            if let limiter = limiters[server] { return limiter }
            let limiter = RequestLimiter(
                smallLimit: min(Self.smallLimit, connectionLimit),
                largeLimit: min(Self.largeLimit, connectionLimit),
                limit: connectionLimit
            )
            limiters[server] = limiter
            return limiter
        }
        return try await limiter.admit(byteCount: request.body.byteCount)
    }
}
