public import SystemPackage

/// Sends requests with libcurl.
///
/// All transfers run on a few dedicated threads, and callers suspend. Connections are kept and reused.
/// Certificates are always verified, redirects never followed; a proxy is taken from the environment, as curl does.
/// A cancelled task's transfer is dropped at once.
public final class CurlTransport: HTTPTransport {
    /// A transport's connections and timeouts.
    public struct Configuration: Sendable {
        /// The most connections at once; further requests wait for a free one.
        public var connectionLimit = 8
        /// The number of threads: one copies 3 GB a second, or encrypts and copies half as much.
        public var threadCount = 2
        /// The timeout of connecting, TLS handshake included.
        public var connectTimeout = Duration.seconds(10)
        /// The time without any byte after which a transfer fails, in whole seconds.
        ///
        /// The total time of a transfer is not limited.
        public var stallTimeout = Duration.seconds(60)
        /// A file of certificate authorities in PEM form to trust in place of the system's (`AWS_CA_BUNDLE`).
        public var certificateAuthorities: FilePath?
        /// The value of `User-Agent`.
        public var userAgent = "sageassets"

        /// Creates the default configuration.
        public init() {}
    }

    private let queues: [TransferQueue]

    /// Starts the transport's threads.
    public init(_ configuration: Configuration = Configuration()) {
        let limit = max(1, configuration.connectionLimit)
        let threadCount = max(1, min(configuration.threadCount, limit))
        queues = (0..<threadCount).map { thread in
            // The first ones take what is left over.
            TransferQueue(connectionLimit: (limit + threadCount - 1 - thread) / threadCount)
        }
        for queue in queues { TransferLoop.start(queue: queue, configuration: configuration) }
    }

    deinit {
        for queue in queues { queue.post(.stop) }
    }

    /// The thread with the least to do; among equals the first one, so that requests one after the other share its
    /// connection.
    private var idlest: TransferQueue {
        queues.dropFirst().reduce(queues[0]) { $1.load < $0.load ? $1 : $0 }
    }

    /// Sends a request and returns the response; see `HTTPTransport`.
    ///
    /// - Throws: `HTTPError`, or `CancellationError` if the task is cancelled.
    public func send(_ request: HTTPRequest, responseLimit limit: Int) async throws -> HTTPResponse {
        let token = CancellationToken()
        let queue = idlest
        queue.willTransfer()
        defer { queue.didTransfer() }
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { continuation in
                let job = TransferJob(
                    request: request,
                    responseLimit: limit,
                    token: token,
                    continuation: continuation
                )
                queue.post(.start(job))
            }
        } onCancel: {
            token.cancel()
            queue.post(.cancel(token.id))
        }
    }
}
