public import AWS
internal import Basics
public import HTTP
public import Logging
internal import Synchronization

/// Reads and writes objects of one bucket.
///
/// Requests are signed with the digest of their body and sent with a plain length, which every server that speaks S3
/// takes. What may succeed the second time is tried again, signed anew each time; copies of a client share the count of
/// retries. No message and no log line holds a secret, a token or a signature.
public struct S3Client: Sendable {
    /// The bucket and its server.
    public let configuration: S3Configuration
    /// What this client has sent so far.
    public let counters: TransferCounters
    let shared = SharedState()
    private let transport: any HTTPTransport
    private let credentials: any CredentialProvider
    private let retryPolicy: RetryPolicy
    private let logger: Logger

    /// What requests learn of the server.
    final class SharedState: Sendable {
        let budget = RetryBudget()
        /// The seconds by which the server's clock is ahead.
        let clockOffset = Atomic(0)
        /// Whether the server has said that it does not know conditional writes.
        let lacksConditions = Atomic(false)
        let digestCheck = Mutex(DigestCheck.unknown(takenCount: 0))
    }

    /// Makes a client.
    ///
    /// - Parameters:
    ///   - configuration: The bucket and its server.
    ///   - transport: What sends the requests.
    ///   - credentials: What to sign with; asked before each request, so it should keep what it found.
    ///   - counters: Where to count.
    ///   - retryPolicy: When to try again.
    ///   - logger: Where each request leaves a line at debug level.
    public init(
        _ configuration: S3Configuration,
        transport: any HTTPTransport,
        credentials: any CredentialProvider,
        counters: TransferCounters = TransferCounters(),
        retryPolicy: RetryPolicy = RetryPolicy(),
        logger: Logger = Logger(label: "s3", factory: { _ in SwiftLogNoOpLogHandler() })
    ) {
        self.configuration = configuration
        self.transport = transport
        self.credentials = credentials
        self.counters = counters
        self.retryPolicy = retryPolicy
        self.logger = logger
    }
}

// MARK: Sending

extension S3Client {
    /// Sends a request until it succeeds, or fails for good.
    func perform(_ operation: S3Operation) async throws -> HTTPResponse {
        var attempt = 1
        var hasAdoptedClock = false
        while true {
            let clockOffset = shared.clockOffset.load(ordering: .relaxed)
            do {
                let answer = try await send(operation, attempt: attempt, clockOffset: clockOffset)
                shared.budget.refund(afterRetry: attempt > 1)
                return answer
            } catch {
                if !hasAdoptedClock, adoptClock(after: error, ofRequestAt: clockOffset) {
                    hasAdoptedClock = true
                } else {
                    guard let delay = delay(after: error, attempt: attempt), shared.budget.pay() else { throw error }
                    log("retry", operation, attempt, ["delay": "\(delay)", "reason": "\(error)"])
                    try await retryPolicy.sleep(delay)
                }
            }
            attempt += 1
        }
    }

    private func send(_ operation: S3Operation, attempt: Int, clockOffset: Int) async throws -> HTTPResponse {
        let request = try operation.request(to: configuration)
        let signer = Signer(
            credentials: try await credentials.credentials(),
            region: configuration.region,
            service: "s3"
        )
        let time = retryPolicy.now().advanced(bySeconds: clockOffset)
        let signed = signer.sign(request, payload: operation.payload, at: time)
        counters.addRequest(byteCount: request.body.byteCount)
        let answer = try await transport.send(
            signed,
            responseLimit: max(operation.answerLimit, S3Operation.xmlLimit)
        )
        log(
            "answer",
            operation,
            attempt,
            ["status": "\(answer.status)", "request-id": "\(answer.headers["x-amz-request-id"] ?? "-")"]
        )
        guard (200..<300).contains(answer.status), !operation.isFailure(answer) else {
            throw S3Error.refused(
                S3Refusal(answer, to: operation, of: configuration, attemptCount: attempt)
            )
        }
        return answer
    }

    private func delay(after error: any Error, attempt: Int) -> Duration? {
        switch error {
        case S3Error.refused(let refusal) where refusal.isTransient:
            retryPolicy.delay(
                afterAttempt: attempt,
                isThrottled: refusal.isThrottling,
                retryAfter: refusal.retryAfter
            )
        case let error as HTTPError where error.isTransient:
            retryPolicy.delay(afterAttempt: attempt, isThrottled: false, retryAfter: nil)
        default: nil
        }
    }

    /// Takes over the server's clock if the server says that ours is wrong.
    ///
    /// Returns false if that changes nothing for the refused request. What other requests have adopted since it was
    /// signed does not matter: those sent together are refused together, and each must be signed anew.
    private func adoptClock(after error: any Error, ofRequestAt usedOffset: Int) -> Bool {
        guard case S3Error.refused(let refusal) = error, refusal.isClockSkew, let serverTime = refusal.serverTime
        else { return false }
        let offset = serverTime.secondsSinceEpoch - retryPolicy.now().secondsSinceEpoch
        shared.clockOffset.store(offset, ordering: .relaxed)
        return offset != usedOffset
    }

    private func log(
        _ event: String,
        _ operation: S3Operation,
        _ attempt: Int,
        _ details: @autoclosure () -> Logger.Metadata
    ) {
        // Nobody reads most lines.
        guard logger.logLevel <= .debug else { return }
        logger.debug(
            "\(event)",
            metadata: [
                "operation": "\(operation.name)", "bucket": "\(configuration.bucket)", "key": "\(operation.key)",
                "attempt": "\(attempt)",
            ].merging(details()) { $1 }
        )
    }
}
