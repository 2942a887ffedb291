internal import AWS
public import AWSNames
public import HTTP
public import Objects

/// A bucket, its server, and the form of its URLs.
public struct S3Configuration: Sendable, Hashable {
    /// The bucket's name.
    public var bucket: BucketName
    /// The region that signatures are valid in.
    public var region: Region
    /// The URL of an S3-compatible server, or nil for AWS, which is only reached over TLS.
    public var endpoint: HTTPURL?
    /// The variant of AWS's endpoint.
    public var endpointVariants: EndpointVariants
    /// The position of the bucket's name in a URL.
    public var addressing: BucketAddressing
    /// The account that must own the bucket; S3 verifies it with every request.
    public var expectedBucketOwner: String?
    /// The encryption to ask for, or nil for that of the key, or for the bucket's default.
    public var encryption: ServerSideEncryption?
    /// The ARN of the KMS key to encrypt objects with, or nil for the bucket's default encryption.
    ///
    /// Source: "Specifying server-side encryption with AWS KMS (SSE-KMS)" in the Amazon S3 User Guide.
    public var encryptionKey: String?
    /// The checksum that the server is asked to keep of what is written.
    public var checksumAlgorithm: ChecksumAlgorithm

    /// Creates a configuration.
    public init(
        bucket: BucketName,
        region: Region,
        endpoint: HTTPURL? = nil,
        endpointVariants: EndpointVariants = [],
        addressing: BucketAddressing = .auto,
        expectedBucketOwner: String? = nil,
        encryption: ServerSideEncryption? = nil,
        encryptionKey: String? = nil,
        checksumAlgorithm: ChecksumAlgorithm = .sha256
    ) {
        self.bucket = bucket
        self.region = region
        self.endpoint = endpoint
        self.endpointVariants = endpointVariants
        self.addressing = addressing
        self.expectedBucketOwner = expectedBucketOwner
        self.encryption = encryption
        self.encryptionKey = encryptionKey
        self.checksumAlgorithm = checksumAlgorithm
    }

    /// The encryption that requests ask for; nil leaves it to the bucket.
    var requestedEncryption: ServerSideEncryption? { encryption ?? encryptionKey.map { _ in .kms } }

    /// Whether the server is AWS's, by whichever of its endpoints.
    var isAWS: Bool {
        guard let endpoint else { return true }
        return Partition.allCases.contains { endpoint.host.hasSuffix(".\($0.dnsSuffix)") }
    }

    /// Returns the URL of an object.
    public func url(ofKey key: String, query: [HTTPURL.QueryItem] = []) -> HTTPURL {
        var url = endpoint ?? region.s3Endpoint(endpointVariants)
        let base = url.path.hasSuffix("/") ? String(url.path.dropLast()) : url.path
        if usesPathStyle {
            url.path = "\(base)/\(bucket)/\(key)"
        } else {
            url.host = "\(bucket).\(url.host)"
            url.path = "\(base)/\(key)"
        }
        url.query = query
        return url
    }

    /// Servers other than AWS's seldom have a host name for each bucket, and AWS's wildcard certificates are not valid for
    /// names with dots.
    private var usesPathStyle: Bool {
        switch addressing {
        case .path: true
        case .virtualHost: false
        case .auto: endpoint != nil || !bucket.isHostName || bucket.hasDots
        }
    }
}
