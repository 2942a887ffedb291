public import AWS
internal import Basics
public import HTTP
public import Logging

/// Sends authorized requests about one repository of a registry.
///
/// Failures that may pass are retried; a response that asks for a login, or for another token, is answered once, or again
/// where the token has worked before. No error and no log line holds a password or a token, even if a server repeats it.
public struct RegistryClient: Sendable {
    /// The dependencies that the clients of a run share, whatever their registry.
    public struct Configuration: Sendable {
        /// The connections to send requests over.
        public var transport: any HTTPTransport
        /// The source of user names, passwords and tokens.
        public var credentials: any RegistryCredentials
        /// The traffic statistics that requests are added to.
        public var counters: RequestCounters
        /// The attempts and delays of requests that fail.
        public var retryPolicy: RetryPolicy
        /// The logger of requests and retries, at debug level.
        public var logger: Logger
        /// The most blobs that are pushed at a time: what is lost when a run is killed is less than so many.
        public var pushWidth = 4
        /// The time, which the expiration of tokens is compared with.
        public var now: @Sendable () -> ContinuousClock.Instant = { .now }
        /// The secrets that texts of servers are cleared of before they are shown.
        package var secrets = KnownSecrets()

        /// Creates a configuration.
        public init(
            transport: any HTTPTransport,
            credentials: any RegistryCredentials,
            counters: RequestCounters = RequestCounters(),
            retryPolicy: RetryPolicy = RetryPolicy(),
            logger: Logger = Logger(label: "registry", factory: { _ in SwiftLogNoOpLogHandler() })
        ) {
            self.transport = transport
            self.credentials = credentials
            self.counters = counters
            self.retryPolicy = retryPolicy
            self.logger = logger
        }

        /// Creates a configuration that shares connections, counters, retries, logger and secrets with AWS's clients.
        public init(sharing aws: AWSClient.Configuration, credentials: any RegistryCredentials) {
            self.init(
                transport: aws.transport,
                credentials: credentials,
                counters: aws.counters,
                retryPolicy: aws.retryPolicy,
                logger: aws.logger
            )
            secrets = aws.secrets
        }
    }

    /// The most answers to responses that ask for authentication, in one attempt.
    private static let renewalLimit = 4

    let endpoint: RegistryEndpoint
    /// The name of the repository.
    let repository: String
    let configuration: Configuration
    let retrier: Retrier
    private let server: RegistryServer
    private let authenticator: RegistryAuthenticator

    init(_ endpoint: RegistryEndpoint, repository: String, _ configuration: Configuration) {
        self.endpoint = endpoint
        self.repository = repository
        self.configuration = configuration
        retrier = Retrier(configuration.retryPolicy)
        server = RegistryServer(endpoint, transport: configuration.transport)
        authenticator = RegistryAuthenticator(endpoint, configuration)
    }

    /// Sends a request until it succeeds or fails for good, and returns the response.
    ///
    /// - Throws: `RegistryError` if the registry rejects the request, and the errors of the transport, the credentials and
    ///   the request's body.
    func send(_ operation: RegistryOperation) async throws -> HTTPResponse {
        try await retrier { attempt in
            try await sendOnce(operation, attempt: attempt)
        } classify: { error in
            Self.decision(on: error)
        } willRetry: { attempt, delay, error in
            logRetry(operation, attempt, delay, error)
        }
    }

    /// Sends a request, and again with other credentials if the registry asks for them.
    ///
    /// A token that works for others, and no longer when its turn comes here, has expired in the meantime: the next one may
    /// last. One that nobody could use is no better than the next.
    func sendOnce(_ operation: RegistryOperation, attempt: Int) async throws -> HTTPResponse {
        let base = try await server.url()
        let url = try await url(of: operation)
        // Credentials are the registry's own: no other host gets them.
        guard url.hasSameOrigin(as: base) else {
            return try await checked(exchange(operation, url, authorization: nil, attempt), operation, attempt)
        }
        var authorization = try await authorization(operation.scopes, attempt)
        var response = try await exchange(operation, url, authorization: authorization, attempt)
        for number in 0..<Self.renewalLimit where isAuthenticationFailure(response, operation) {
            let hasWorked = await authenticator.hasAccepted(authorization)
            guard number == 0 || hasWorked else { break }
            let renewed = try await renewing(attempt) { [authorization, response] in
                try await authenticator.renewed(after: response, rejected: authorization, operation.scopes, base)
            }
            guard let renewed else { break }
            authorization = renewed
            response = try await exchange(operation, url, authorization: authorization, attempt)
        }
        if !isAuthenticationFailure(response, operation) { await authenticator.accept(authorization) }
        return try await checked(response, operation, attempt)
    }

    private func authorization(_ scopes: Set<RegistryScope>, _ attempt: Int) async throws -> String? {
        try await renewing(attempt) { try await authenticator.authorization(for: scopes) }
    }

    /// Gives the errors of a token server their number of attempts.
    private func renewing(_ attempt: Int, _ body: () async throws -> String?) async throws -> String? {
        do {
            return try await body()
        } catch let response as TokenErrorResponse {
            throw error(response.response, .logIn, response.server, attempt, hasCredentials: response.hasCredentials)
        }
    }

    /// Returns the URL of a request.
    func url(of operation: RegistryOperation) async throws -> HTTPURL {
        var url = try await server.url()
        switch operation.resource {
        case .path(let path, let query):
            // As other clients send them: no name, tag or digest has a character that has to be encoded.
            url.setTarget("/v2/\(repository)/\(path)", query: query)
        case .url(let other): url = other
        }
        return url
    }

    private func exchange(
        _ operation: RegistryOperation,
        _ url: HTTPURL,
        authorization: String?,
        _ attempt: Int
    ) async throws -> HTTPResponse {
        var headers = operation.headers
        headers["Authorization"] = authorization
        let body = CountedBody(operation.body, counters: configuration.counters)
        let request = HTTPRequest(operation.method, url, headers: headers, body: body)
        configuration.counters.addRequest(byteCount: body.byteCount)
        do {
            let limit = max(operation.responseLimit, RegistryErrorResponse.byteLimit)
            let response = try await configuration.transport.send(request, responseLimit: limit)
            log("response", operation, attempt, ["status": "\(response.status)"])
            if !operation.accepts(response.status) { body.retract() }
            return response
        } catch {
            body.retract()
            guard let error = error as? HTTPError else { throw error }
            throw error.withDetail(configuration.secrets.shown(error.detail))
        }
    }
}

// MARK: Errors

extension RegistryClient {
    /// Returns a text of a server's fit to be shown: one line of bounded length, without secrets.
    func shown(_ text: String) -> String { configuration.secrets.shown(text) }

    private func checked(
        _ response: HTTPResponse,
        _ operation: RegistryOperation,
        _ attempt: Int
    ) async throws -> HTTPResponse {
        guard !operation.accepts(response.status) else { return response }
        let hasCredentials = await authenticator.hasCredentials
        throw error(response, operation.kind, operation.item, attempt, hasCredentials: hasCredentials)
    }

    private func error(
        _ response: HTTPResponse,
        _ kind: RegistryErrorResponse.Operation,
        _ item: String,
        _ attempt: Int,
        hasCredentials: Bool
    ) -> RegistryError {
        .errorResponse(
            RegistryErrorResponse(
                response,
                kind,
                item,
                registry: endpoint.description,
                attemptCount: attempt,
                hasCredentials: hasCredentials,
                shown: shown
            )
        )
    }

    /// Whether other credentials may help.
    ///
    /// ECR responds to an expired token with status 403, and to HEAD without the reason.
    private func isAuthenticationFailure(_ response: HTTPResponse, _ operation: RegistryOperation) -> Bool {
        switch response.status {
        case 401: true
        case 403: operation.method == .head || RegistryErrorResponse.namesExpiredToken(response.body)
        default: false
        }
    }

    static func decision(on error: any Error) -> RetryDecision {
        switch error {
        case RegistryError.errorResponse(let response) where response.isTransient:
            .backOff(response.isThrottling ? .throttling : .serverError, retryAfter: response.retryAfter)
        case RegistryError.errorResponse: .reject
        case let error as HTTPError where error.isTransient: .backOff(.noResponse, retryAfter: nil)
        default: .fail
        }
    }
}

// MARK: Logging

extension RegistryClient {
    func logRetry(_ operation: RegistryOperation, _ attempt: Int, _ delay: Duration, _ error: any Error) {
        log("retry", operation, attempt, ["delay": "\(delay)", "reason": "\(error)"])
    }

    private func log(
        _ event: String,
        _ operation: RegistryOperation,
        _ attempt: Int,
        _ details: @autoclosure () -> Logger.Metadata
    ) {
        guard configuration.logger.logLevel <= .debug else { return }
        configuration.logger.debug(
            "\(event)",
            metadata: ["method": "\(operation.method.rawValue)", "image": "\(operation.item)", "attempt": "\(attempt)"]
                .merging(details()) { $1 }
        )
    }
}
