public import AWSNames
internal import Basics
public import HTTP
public import Logging

/// Sends signed requests to one service of AWS in one region.
///
/// Each attempt is signed anew with the credentials and the time of that moment; failures that may pass are retried;
/// the server's clock is adopted where this machine's is wrong. Copies of a client share its clock. No error and no log
/// line holds a secret, a session token or a signature, even if the server repeats it.
public struct AWSClient: Sendable {
    /// The dependencies that the clients of one account share, whatever their service and region.
    public struct Configuration: Sendable {
        /// The connections to send requests over.
        public var transport: any HTTPTransport
        /// The source of the signing credentials, asked before each attempt; nil sends requests unsigned.
        public var credentials: (any CredentialProvider)?
        /// The traffic statistics that requests are added to.
        public var counters: RequestCounters
        /// The attempts and delays of requests that fail.
        public var retryPolicy: RetryPolicy
        /// The logger of requests and retries, at debug level.
        public var logger: Logger
        /// This machine's clock.
        public var now: @Sendable () -> Timestamp
        /// The secrets that texts of servers are cleared of before they are shown.
        package var secrets = KnownSecrets()
        /// The number of requests at a time.
        package var limits = RequestLimits()

        /// Creates a configuration.
        public init(
            transport: any HTTPTransport,
            credentials: (any CredentialProvider)?,
            counters: RequestCounters = RequestCounters(),
            retryPolicy: RetryPolicy = RetryPolicy(),
            logger: Logger = Logger(label: "aws", factory: { _ in SwiftLogNoOpLogHandler() }),
            now: @escaping @Sendable () -> Timestamp = { .now }
        ) {
            self.transport = transport
            self.credentials = credentials
            self.counters = counters
            self.retryPolicy = retryPolicy
            self.logger = logger
            self.now = now
        }
    }

    /// The service's signing name: `s3`, `sts`, `ecr`.
    public let service: String
    /// The region that signatures are valid in.
    public let region: Region
    private let configuration: Configuration
    private let retrier: Retrier
    private let clock: ServerClock

    /// Creates a client with an uncorrected clock.
    public init(service: String, region: Region, _ configuration: Configuration) {
        self.service = service
        self.region = region
        self.configuration = configuration
        retrier = Retrier(configuration.retryPolicy)
        clock = ServerClock(now: configuration.now)
    }

    /// The traffic of this client and of all that share its counters.
    public var counters: RequestCounters { configuration.counters }

    /// Sends a request until it succeeds or fails for good, and returns the successful response.
    ///
    /// A response that there is nothing is a successful one where the request may look in vain.
    ///
    /// - Throws: `ErrorResponse` if the service rejects the request, and the errors of the transport, the credentials
    ///   and the request's body.
    public func send(_ request: AWSRequest) async throws -> HTTPResponse {
        var reading = clock.read()
        var hasAdoptedClock = false
        return try await retrier { attempt in
            let permit = try await configuration.limits.admit(request.http)
            reading = clock.read()
            do {
                let response = try await send(request, permit, attempt: attempt, at: reading.time)
                permit.release(.succeeded)
                return response
            } catch {
                permit.release(outcome(error))
                throw error
            }
        } classify: { error in
            if !hasAdoptedClock, adoptsClock(of: error, after: reading) {
                hasAdoptedClock = true
                return .repeatNow
            }
            return decision(on: error)
        } willRetry: { attempt, delay, error in
            log("retry", request, attempt, ["delay": "\(delay)", "reason": "\(error)"])
        }
    }

    /// Sends a request once, and returns the successful response.
    ///
    /// - Throws: The errors of `send(_:)`.
    public func attempt(_ request: AWSRequest) async throws -> HTTPResponse {
        let permit = try await configuration.limits.admit(request.http)
        defer { permit.release(.failed) }
        return try await send(request, permit, attempt: 1, at: clock.read().time)
    }

    private func send(
        _ request: AWSRequest,
        _ permit: RequestPermit,
        attempt: Int,
        at time: Timestamp
    ) async throws -> HTTPResponse {
        var signed = try await signed(request, at: time)
        signed.progress = permit.progress
        let body = CountedBody(signed.body, counters: counters)
        signed.body = body
        counters.addRequest(byteCount: body.byteCount)
        do {
            return try await response(to: signed, request, attempt: attempt)
        } catch {
            body.retract()
            throw error
        }
    }

    private func response(
        to signed: HTTPRequest,
        _ request: AWSRequest,
        attempt: Int
    ) async throws -> HTTPResponse {
        // Of a response without an error, nothing is shown.
        func shown(_ text: String) -> String {
            let signature = signed.headers["Authorization"]?.split(separator: "Signature=").last.map(String.init)
            return configuration.secrets.shown(text, signature: signature)
        }
        let response: HTTPResponse
        do {
            response = try await configuration.transport.send(
                signed,
                responseLimit: max(request.responseLimit, ErrorResponse.byteLimit)
            )
        } catch let error as HTTPError {
            // libcurl quotes the path of the certificates, which may be a value of an AWS file.
            let quotesPath = error.reason == .invalidCertificateAuthorities
            throw error.withDetail(quotesPath ? "" : shown(error.detail))
        }
        let requestID = ErrorResponse.requestID(in: response.headers) ?? "-"
        log("response", request, attempt, ["status": "\(response.status)", "request-id": "\(shown(requestID))"])
        if request.mayBeMissing, ErrorResponse.isAbsence(response) { return response }
        guard (200..<300).contains(response.status), !(request.mayFailAfterStatus && ErrorResponse.isError(response))
        else { throw ErrorResponse(response, to: request, of: service, attemptCount: attempt, shown: shown) }
        return response
    }

    /// Returns a text of the server's fit to be shown: one line of bounded length, without secrets.
    package func shown(_ text: String) -> String { configuration.secrets.shown(text) }

    private func signed(_ request: AWSRequest, at time: Timestamp) async throws -> HTTPRequest {
        guard let credentials = configuration.credentials else { return request.http }
        let current = try await credentials.credentials()
        configuration.secrets.insert(current)
        let signer = Signer(credentials: current, region: region, service: service)
        return signer.sign(request.http, payload: request.payload, at: time)
    }
}

// MARK: Presigning

/// A URL by which anybody can send a request without credentials, until it expires.
public struct PresignedURL: Sendable {
    /// The URL, which is a secret.
    public let url: HTTPURL
    /// The end of its validity: its own, or that of the credentials that have signed it.
    public let expiration: Timestamp
}

extension AWSClient {
    /// Presigns a request.
    ///
    /// - Parameters:
    ///   - request: The request to allow.
    ///   - seconds: The URL's validity, from one second to `Signer.longestExpiry`.
    /// - Throws: The errors of the credentials.
    public func presign(_ request: HTTPRequest, expiresIn seconds: Int) async throws -> PresignedURL {
        let time = clock.read().time
        let end = time.advanced(bySeconds: seconds)
        guard let credentials = try await configuration.credentials?.credentials() else {
            return PresignedURL(url: request.url, expiration: end)
        }
        configuration.secrets.insert(credentials)
        let signer = Signer(credentials: credentials, region: region, service: service)
        return PresignedURL(
            url: signer.presign(request, expiresIn: seconds, at: time),
            expiration: credentials.expiration.map { min($0, end) } ?? end
        )
    }
}

// MARK: Retrying

extension AWSClient {
    private func outcome(_ error: any Error) -> RequestOutcome {
        switch error {
        case let response as ErrorResponse where response.isThrottling: .refused
        // The server has done its work, if only to find nothing.
        case let response as ErrorResponse where response.status < 500: .succeeded
        case let error as HTTPError where error.reason == .timedOut || error.reason == .connectionLost: .lost
        default: .failed
        }
    }

    private func decision(on error: any Error) -> RetryDecision {
        switch error {
        case let error as HTTPError where error.reason == .abandoned: .repeatNow
        case let response as ErrorResponse where response.isTransient:
            .backOff(response.isThrottling ? .throttling : .serverError, retryAfter: response.retryAfter)
        case is ErrorResponse: .reject
        case let error as HTTPError where error.isTransient: .backOff(.noResponse, retryAfter: nil)
        default: .fail
        }
    }

    private func adoptsClock(of error: any Error, after reading: ServerClock.Reading) -> Bool {
        guard let response = error as? ErrorResponse, response.isClockSkew, let serverTime = response.serverTime
        else { return false }
        return clock.adopt(serverTime, after: reading)
    }

    private func log(
        _ event: String,
        _ request: AWSRequest,
        _ attempt: Int,
        _ details: @autoclosure () -> Logger.Metadata
    ) {
        // Nobody reads most lines.
        guard configuration.logger.logLevel <= .debug else { return }
        let resources = request.resources.mapValues { Logger.MetadataValue.string($0) }
        configuration.logger.debug(
            "\(event)",
            metadata: ["operation": "\(request.operation)", "attempt": "\(attempt)"]
                .merging(resources) { $1 }
                .merging(details()) { $1 }
        )
    }
}
