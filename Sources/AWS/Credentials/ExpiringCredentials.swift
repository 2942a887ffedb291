/// Credentials that are kept until they are about to expire.
///
/// One refresh runs at a time. While the old credentials are still valid they are returned without waiting for it, so
/// that a refresh delays no request. Errors are not kept: the next call asks the provider again.
public actor ExpiringCredentials: CredentialProvider {
    /// The time before the expiration at which a refresh starts, in seconds: the AWS SDKs' own.
    static let refreshLead = 300
    /// The least time between two refreshes of credentials that are still valid, in seconds: near the expiration a
    /// provider may fail, or return the same credentials again, for a while.
    static let refreshInterval = 60

    private let provider: any CredentialProvider
    private let now: @Sendable () -> Timestamp
    private var current: Credentials?
    private var nextRefresh = Timestamp(secondsSinceEpoch: 0)
    private var refresh: Task<Credentials, any Error>?

    /// Creates an empty cache; the provider is asked with the first call.
    ///
    /// - Parameters:
    ///   - provider: The source of the credentials.
    ///   - now: The clock that expirations are compared with.
    public init(_ provider: any CredentialProvider, now: @escaping @Sendable () -> Timestamp = { .now }) {
        self.provider = provider
        self.now = now
    }

    /// Returns credentials that are valid now.
    ///
    /// - Throws: The provider's error if there are no valid credentials to return instead. A cancelled task still waits
    ///   for a refresh, which others may wait for too.
    public func credentials() async throws -> Credentials {
        if let current, let isDue = isRefreshDue(current) {
            if isDue { _ = refreshTask() }
            return current
        }
        return try await refreshTask().value
    }

    /// Whether valid credentials should be refreshed; nil if they are no longer valid.
    private func isRefreshDue(_ credentials: Credentials) -> Bool? {
        guard let expiration = credentials.expiration else { return false }
        let now = now()
        return now < expiration ? now >= nextRefresh : nil
    }

    private func refreshTask() -> Task<Credentials, any Error> {
        if let refresh { return refresh }
        let task = Task { try await fetch() }
        refresh = task
        return task
    }

    private func fetch() async throws -> Credentials {
        defer { refresh = nil }
        nextRefresh = now().advanced(bySeconds: Self.refreshInterval)
        let credentials = try await provider.credentials()
        current = credentials
        if let expiration = credentials.expiration {
            nextRefresh = max(nextRefresh, expiration.advanced(bySeconds: -Self.refreshLead))
        }
        return credentials
    }
}
