internal import Basics
public import HTTP
public import Logging
internal import Synchronization
internal import SystemPackage

/// The connections, credentials and settings that all clients of one run share.
///
/// Each profile's shared files are read once and its credentials are kept until they expire; clients that trust the
/// same certificate authorities share one transport, and so its connections.
public final class Session: Sendable {
    /// The most connections of each transport: as many as the process may have open beside its files.
    ///
    /// Small objects wait for the server nearly all of their time, and large ones fill the link before this. While a name
    /// is looked up, a connection takes three descriptors.
    private static let mostConnections = max(1, min(256, (ProcessLimits.descriptorCount - 14) / 3))

    /// The time without any progress that lasts, if requests fail now.
    public var outage: RetryBudget.Outage? { retryPolicy.budget.outage }

    /// The traffic of all clients of the session.
    public let counters = RequestCounters()
    /// The bytes of request bodies that servers have received, or nearly so; those of failed requests do not count.
    public var receivedByteCount: Int {
        let pending = transports.withLock { $0.values.reduce(0) { $0 + $1.pendingByteCount } }
        return max(0, counters.movedByteCount - pending)
    }

    private let environment: [String: String]
    private let logger: Logger
    private let retryPolicy: RetryPolicy
    /// One for all profiles: they may use one link and one server.
    private let limits: RequestLimits
    private let connectionLimit: Int
    private let bandwidth: Bandwidth?
    /// One for all profiles: a server may repeat what another one was sent.
    private let secrets = KnownSecrets()
    private let warnedPaths = Mutex<Set<FilePath>>([])
    private let profiles = Mutex<[String?: (AWSConfiguration, ExpiringCredentials)]>([:])
    private let transports = Mutex<[FilePath?: CurlTransport]>([:])

    /// Creates a session; nothing is read or sent yet.
    ///
    /// - Parameters:
    ///   - environment: The variables of the process.
    ///   - logger: The logger of requests and retries.
    ///   - retryPolicy: The attempts and delays of requests that fail.
    ///   - connectionLimit: The most connections to one server; nil for as many as its link carries.
    ///   - bandwidth: The bandwidth that all transfers share; nil for no limit.
    public init(
        environment: [String: String],
        logger: Logger,
        retryPolicy: RetryPolicy = RetryPolicy(),
        connectionLimit: Int? = nil,
        bandwidth: Bandwidth? = nil
    ) {
        self.connectionLimit = min(connectionLimit ?? .max, Self.mostConnections)
        limits = RequestLimits(connectionLimit: self.connectionLimit)
        self.bandwidth = bandwidth
        self.environment = environment
        self.logger = logger
        self.retryPolicy = retryPolicy
    }

    /// Returns the settings of a profile, reading the shared files at the first call; nil names the environment's.
    public func configuration(ofProfile name: String?) throws -> AWSConfiguration {
        try profile(name).0
    }

    /// Returns what a client needs to act with a profile's credentials.
    public func clientConfiguration(ofProfile name: String?) throws -> AWSClient.Configuration {
        let (configuration, credentials) = try profile(name)
        var retryPolicy = retryPolicy
        retryPolicy.attemptLimit = try configuration.attemptLimit
        var client = AWSClient.Configuration(
            transport: transport(trusting: configuration.certificateBundle),
            credentials: credentials,
            counters: counters,
            retryPolicy: retryPolicy,
            logger: logger
        )
        client.secrets = secrets
        client.limits = limits
        return client
    }

    /// Warns, once for each file, of keys that others than the file's owner may replace by theirs.
    private func warn(of paths: [FilePath]) {
        for path in paths where warnedPaths.withLock({ $0.insert(path).inserted }) {
            logger.warning("'\(path)' holds keys and can be written by others: run chmod 600 '\(path)'")
        }
    }

    /// Returns the transport that trusts a file of certificate authorities, or the system's if nil.
    private func transport(trusting authorities: FilePath?) -> CurlTransport {
        transports.withLock { transports in
            if let transport = transports[authorities] { return transport }
            var configuration = CurlTransport.Configuration()
            configuration.certificateAuthorities = authorities
            configuration.connectionLimit = connectionLimit
            configuration.bandwidth = bandwidth
            configuration.retryBudget = retryPolicy.budget
            let transport = CurlTransport(configuration)
            transports[authorities] = transport
            return transport
        }
    }

    private func profile(_ name: String?) throws -> (AWSConfiguration, ExpiringCredentials) {
        try profiles.withLock { profiles in
            if let profile = profiles[name] { return profile }
            let configuration = try AWSConfiguration(environment: environment, profile: name)
            warn(of: configuration.writableSecretPaths)
            let profile = (configuration, ExpiringCredentials(configuration.credentials))
            profiles[name] = profile
            return profile
        }
    }
}
