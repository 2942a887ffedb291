public import SystemPackage

/// Sends requests with libcurl.
///
/// All transfers run on one thread of the transport's own, and callers suspend. Connections are kept and used again.
/// Certificates are always verified, redirects never followed; a proxy is taken from the environment, as curl does.
/// A cancelled task's transfer is dropped at once.
public final class CurlTransport: HTTPTransport {
    /// How a transport connects and how long it waits.
    public struct Configuration: Sendable {
        /// The most connections at once; further requests wait for a free one.
        public var connectionLimit = 8
        /// How long to wait for a connection, with its TLS handshake.
        public var connectTimeout = Duration.seconds(10)
        /// How long a transfer may stand still, in whole seconds.
        ///
        /// There is no limit on its whole time.
        public var stallTimeout = Duration.seconds(60)
        /// A file of certificate authorities in PEM form to trust in place of the system's (`AWS_CA_BUNDLE`).
        public var certificateAuthorities: FilePath?
        /// The value of `User-Agent`.
        public var userAgent = "sageassets"

        /// Makes the usual configuration.
        public init() {}
    }

    private let queue: TransferQueue

    /// Starts the transport's thread.
    public init(_ configuration: Configuration = Configuration()) {
        queue = TransferQueue()
        TransferLoop.start(queue: queue, configuration: configuration)
    }

    deinit {
        queue.post(.stop)
    }

    /// Sends a request and returns the answer; see `HTTPTransport`.
    ///
    /// - Throws: `HTTPError`, or `CancellationError` if the task is cancelled.
    public func send(_ request: HTTPRequest, responseLimit limit: Int) async throws -> HTTPResponse {
        let ticket = TransferTicket()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let order = TransferOrder(
                    request: request,
                    responseLimit: limit,
                    ticket: ticket,
                    continuation: continuation
                )
                queue.post(.start(order))
            }
        } onCancel: {
            ticket.cancel()
            queue.post(.cancel(ticket.id))
        }
    }
}
