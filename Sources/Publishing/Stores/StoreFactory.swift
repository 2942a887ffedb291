internal import AWS
internal import HTTP
public import Logging
public import Manifests
internal import S3
public import SystemPackage

/// Makes the stores of a manifest's destinations.
public struct StoreFactory: Sendable {
    /// What the stores of this factory send.
    public let counters = TransferStatistics()
    private let directory: FilePath
    private let environment: [String: String]
    private let logger: Logger

    /// Prepares to make stores.
    ///
    /// - Parameters:
    ///   - directory: The directory of the manifest, absolute.
    ///   - environment: The variables of the process.
    ///   - logger: Where requests leave lines.
    public init(directory: FilePath, environment: [String: String], logger: Logger) {
        self.directory = directory
        self.environment = environment
        self.logger = logger
    }

    /// Makes a destination's store; nothing is sent yet.
    ///
    /// - Throws: `AWSConfigurationError` if region, endpoint or profile cannot be made out.
    public func makeStore(for destination: Destination) throws -> any Store {
        switch destination.kind {
        case .local(let store): LocalStore(directory.pushing(FilePath(store)).lexicallyNormalized())
        case .s3(let s3): try makeStore(for: s3)
        }
    }

    private func makeStore(for destination: S3Destination) throws -> S3Store {
        let aws = try AWSConfiguration(environment: environment, profile: destination.profile)
        let endpoint = try aws.endpoint(explicit: destination.endpoint)
        let configuration = S3Configuration(
            bucket: try BucketName(destination.bucket),
            region: try aws.region(explicit: destination.region),
            endpoint: endpoint,
            addressing: .init(destination.addressing, hasOwnEndpoint: endpoint != nil),
            expectedBucketOwner: destination.expectedBucketOwner,
            encryptionKey: destination.encryptionKey
        )
        var transport = CurlTransport.Configuration()
        transport.certificateAuthorities = aws.certificateBundle
        // Small objects wait for the server nearly all of their time; large ones are bounded by memory before this.
        transport.connectionLimit = 128
        return S3Store(
            S3Client(
                configuration,
                transport: CurlTransport(transport),
                credentials: CachedCredentials(aws.credentials),
                counters: counters.transfers,
                logger: logger
            ),
            prefix: destination.prefix
        )
    }
}

/// What went over the network.
public struct TransferStatistics: Sendable {
    let transfers = TransferCounters()

    /// The number of requests, each retry counted.
    public var requestCount: Int { transfers.requestCount }
    /// The bytes of all bodies sent, those of retries too.
    public var sentByteCount: Int { transfers.sentByteCount }
}

extension S3Configuration.Addressing {
    /// Servers other than AWS's seldom have a host name for each bucket.
    fileprivate init(_ addressing: S3Destination.Addressing, hasOwnEndpoint: Bool) {
        switch addressing {
        case .auto: self = hasOwnEndpoint ? .path : .automatic
        case .path: self = .path
        case .virtualHost: self = .virtualHost
        }
    }
}

/// Credentials that were found once: files are not read again for each request.
private actor CachedCredentials: CredentialProvider {
    private let provider: any CredentialProvider
    private var found: Credentials?

    init(_ provider: any CredentialProvider) {
        self.provider = provider
    }

    func credentials() async throws -> Credentials {
        if let found { return found }
        let credentials = try await provider.credentials()
        found = credentials
        return credentials
    }
}
