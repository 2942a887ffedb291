internal import AWS
internal import AWSNames
internal import Basics
internal import HTTP
public import Logging
public import Manifests
internal import S3
public import SystemPackage

/// Creates the stores of a manifest's destinations.
///
/// The stores share one session: connections, credentials and statistics; and their repositories the tokens of registries.
public struct StoreFactory: Sendable {
    let directory: FilePath
    let environment: [String: String]
    let session: Session
    let registries = ECRRegistries()
    private let checksumAlgorithm: ChecksumAlgorithm

    /// Creates a factory; nothing is read or sent yet.
    ///
    /// - Parameters:
    ///   - directory: The directory of the manifest, absolute.
    ///   - environment: The variables of the process.
    ///   - logger: The logger of requests and retries.
    ///   - longestOutage: The longest time without any progress for which requests are retried; nil for the default.
    ///   - network: The limits of connections and of their bytes.
    ///   - checksumAlgorithm: The checksum that buckets are asked to keep of what is written; directories keep none.
    public init(
        directory: FilePath,
        environment: [String: String],
        logger: Logger,
        longestOutage: Duration? = nil,
        network: NetworkLimits = NetworkLimits(),
        checksumAlgorithm: ChecksumAlgorithm = .sha256
    ) {
        self.checksumAlgorithm = checksumAlgorithm
        self.directory = directory
        self.environment = environment
        let policy = longestOutage.map { RetryPolicy(longestOutage: $0) } ?? RetryPolicy()
        session = Session(
            environment: environment,
            logger: logger,
            retryPolicy: policy,
            connectionLimit: network.connectionLimit,
            bandwidth: network.bytesPerSecond.map { Bandwidth(bytesPerSecond: $0) }
        )
    }

    /// The network traffic of all stores of this factory.
    public var traffic: NetworkTraffic { NetworkTraffic(session: session) }

    /// Creates a destination's store; nothing is sent yet.
    ///
    /// - Throws: `AWSConfigurationError` if the region, the endpoint or the profile cannot be determined.
    public func makeStore(for destination: Destination) throws -> any ObjectStore {
        switch destination.kind {
        case .local(let store): LocalStore(directory.pushing(FilePath(store)).lexicallyNormalized())
        case .s3(let s3): try makeStore(for: s3)
        }
    }

    /// The longest validity of a presigned URL in seconds.
    public static let longestURLValidity = Signer.longestExpiry

    /// Returns a URL by which anybody can read an object of a bucket, and the time of its end.
    ///
    /// - Parameters:
    ///   - uri: The object's URI.
    ///   - destination: The destination whose profile, region and endpoint count.
    ///   - seconds: The URL's validity, from one second to `longestURLValidity`.
    /// - Returns: Nil for an object that is not in the destination's bucket.
    public func presignedURL(
        of uri: String,
        at destination: Destination,
        expiresIn seconds: Int
    ) async throws -> (url: String, expiration: String)? {
        guard case .s3(let s3) = destination.kind, uri.hasPrefix("s3://\(s3.bucket)/") else { return nil }
        let key = String(uri.dropFirst("s3://\(s3.bucket)/".count))
        let presigned = try await makeClient(for: s3).presignedURL(ofKey: key, expiresIn: seconds)
        return (presigned.url.text, presigned.expiration.description)
    }

    private func makeStore(for destination: S3Destination) throws -> S3Store {
        S3Store(try makeClient(for: destination), prefix: destination.prefix)
    }

    private func makeClient(for destination: S3Destination) throws -> S3Client {
        let aws = try session.configuration(ofProfile: destination.profile)
        let endpoint = try aws.endpoint(explicit: destination.endpoint)
        let configuration = S3Configuration(
            bucket: try BucketName(destination.bucket),
            region: try aws.region(explicit: destination.region),
            endpoint: endpoint,
            endpointVariants: try aws.endpointVariants(explicitRegion: destination.region, endpoint: endpoint),
            addressing: destination.addressing,
            expectedBucketOwner: destination.expectedBucketOwner,
            encryption: destination.encryption,
            encryptionKey: destination.encryptionKey,
            checksumAlgorithm: checksumAlgorithm
        )
        return S3Client(configuration, try session.clientConfiguration(ofProfile: destination.profile))
    }
}

/// The requests that stores send.
public struct NetworkTraffic: Sendable {
    /// A time in which no request succeeds, and no large one gets further.
    public struct Outage: Sendable {
        /// The failure: `cannot connect to '…'`.
        public let summary: String
        /// The time since it began.
        public let elapsed: Duration
        /// The time until the run gives up.
        public let remaining: Duration
    }

    let session: Session

    /// The number of requests; each retry counts as one.
    public var requestCount: Int { session.counters.requestCount }
    /// The size of the bytes that servers have received, unfinished requests among them: those of failed requests do not count.
    public var receivedByteCount: Int { session.receivedByteCount }

    /// The outage that lasts now.
    public var outage: Outage? {
        guard let outage = session.outage else { return nil }
        let now = ContinuousClock.now
        let summary = (outage.error as? HTTPError)?.summary ?? ReportedError(outage.error).message
        return Outage(
            summary: summary,
            elapsed: outage.start.duration(to: now),
            remaining: max(.zero, now.duration(to: outage.deadline))
        )
    }
}
