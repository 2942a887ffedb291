internal import Basics
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
        /// The total time of a transfer is not limited, but a response must have a hundred bytes a second over such a time.
        public var stallTimeout = Duration.seconds(60)
        /// A file of certificate authorities in PEM form to trust in place of the system's (`AWS_CA_BUNDLE`).
        public var certificateAuthorities: FilePath?
        /// The bandwidth that all transfers share; nil for no limit.
        public var bandwidth: Bandwidth?
        /// The budget of retries that is told of bytes that arrive.
        public var retryBudget: RetryBudget?
        /// The value of `User-Agent`.
        public var userAgent = "sageassets"

        /// Creates the default configuration.
        public init() {}
    }

    /// At least one queue, or the reason why there is none.
    private let queues: Result<[TransferQueue], ResourceShortage>

    /// Starts the transport's threads: fewer if the process may have no more.
    public init(_ configuration: Configuration = Configuration()) {
        let limit = max(1, configuration.connectionLimit)
        let threadCount = max(1, min(configuration.threadCount, limit))
        var started: [TransferQueue] = []
        do throws(ResourceShortage) {
            for thread in 0..<threadCount {
                // The first ones take what is left over.
                let queue = try TransferQueue(connectionLimit: (limit + threadCount - 1 - thread) / threadCount)
                try TransferLoop.start(queue: queue, configuration: configuration)
                started.append(queue)
            }
            queues = .success(started)
        } catch {
            queues = started.isEmpty ? .failure(error) : .success(started)
        }
    }

    deinit {
        guard case .success(let queues) = queues else { return }
        for queue in queues { queue.post(.stop) }
    }

    /// The bytes of bodies that requests took and that servers have not received yet; a tenth of a second old.
    public var pendingByteCount: Int {
        guard case .success(let queues) = queues else { return 0 }
        return queues.reduce(0) { $0 + $1.pendingByteCount }
    }

    /// Returns the thread with the least to do; among equals the first one, so that requests one after the other share its
    /// connection.
    private func idlest() throws(ResourceShortage) -> TransferQueue {
        let queues = try queues.get()
        return queues.dropFirst().reduce(queues[0]) { $1.load < $0.load ? $1 : $0 }
    }

    /// Sends a request and returns the response; see `HTTPTransport`.
    ///
    /// - Throws: `HTTPError`, or `CancellationError` if the task is cancelled.
    public func send(_ request: HTTPRequest, responseLimit limit: Int) async throws -> HTTPResponse {
        let token = CancellationToken()
        let queue: TransferQueue
        do throws(ResourceShortage) {
            queue = try idlest()
        } catch {
            throw HTTPError(.shortage(error), request)
        }
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
