internal import AWS
internal import AWSNames
internal import HTTP
public import Logging
public import Manifests
internal import S3
public import SystemPackage

/// Creates the stores of a manifest's destinations.
///
/// The stores share one session: connections, credentials and statistics.
public struct StoreFactory: Sendable {
    private let directory: FilePath
    private let session: Session

    /// Creates a factory; nothing is read or sent yet.
    ///
    /// - Parameters:
    ///   - directory: The directory of the manifest, absolute.
    ///   - environment: The variables of the process.
    ///   - logger: The logger of requests and retries.
    public init(directory: FilePath, environment: [String: String], logger: Logger) {
        self.directory = directory
        session = Session(environment: environment, logger: logger)
    }

    /// The network traffic of all stores of this factory.
    public var traffic: NetworkTraffic { NetworkTraffic(counters: session.counters) }

    /// Creates a destination's store; nothing is sent yet.
    ///
    /// - Throws: `AWSConfigurationError` if the region, the endpoint or the profile cannot be determined.
    public func makeStore(for destination: Destination) throws -> any ObjectStore {
        switch destination.kind {
        case .local(let store): LocalStore(directory.pushing(FilePath(store)).lexicallyNormalized())
        case .s3(let s3): try makeStore(for: s3)
        }
    }

    private func makeStore(for destination: S3Destination) throws -> S3Store {
        let aws = try session.configuration(ofProfile: destination.profile)
        let endpoint = try aws.endpoint(explicit: destination.endpoint)
        let configuration = S3Configuration(
            bucket: try BucketName(destination.bucket),
            region: try aws.region(explicit: destination.region),
            endpoint: endpoint,
            endpointVariants: try aws.s3EndpointVariants(explicitRegion: destination.region, endpoint: endpoint),
            addressing: destination.addressing,
            expectedBucketOwner: destination.expectedBucketOwner,
            encryption: destination.encryption,
            encryptionKey: destination.encryptionKey
        )
        let client = S3Client(configuration, try session.clientConfiguration(ofProfile: destination.profile))
        return S3Store(client, prefix: destination.prefix)
    }
}

/// Statistics of the requests that stores send.
public struct NetworkTraffic: Sendable {
    let counters: RequestCounters

    /// The number of requests; each retry counts as one.
    public var requestCount: Int { counters.requestCount }
    /// The total size of all request bodies, including those of retries.
    public var sentByteCount: Int { counters.sentByteCount }
}
