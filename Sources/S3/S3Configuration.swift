public import AWS
public import HTTP

/// A bucket, its server, and the form of its URLs.
public struct S3Configuration: Sendable, Hashable {
    /// The position of the bucket's name in a URL.
    public enum Addressing: String, Sendable, Hashable, CaseIterable {
        /// In the host, but in the path where that cannot work: for hosts that are addresses or `localhost`, for names
        /// that are no host names, and for names with dots over TLS.
        case automatic
        /// `https://HOST/BUCKET/KEY`.
        case path
        /// `https://BUCKET.HOST/KEY`.
        case virtualHost
    }

    /// The bucket's name.
    public var bucket: BucketName
    /// The region that signatures are valid in.
    public var region: Region
    /// The URL of another server that speaks S3, or nil for AWS's own, which is only reached over TLS.
    public var endpoint: HTTPURL?
    /// The position of the bucket's name in a URL.
    public var addressing: Addressing
    /// The account that must own the bucket; S3 checks it with every request.
    public var expectedBucketOwner: String?
    /// The ARN of the KMS key to encrypt objects with, or nil for the bucket's default encryption.
    ///
    /// Source: "Specifying server-side encryption with AWS KMS (SSE-KMS)" in the Amazon S3 User Guide.
    public var encryptionKey: String?

    /// Creates a configuration.
    public init(
        bucket: BucketName,
        region: Region,
        endpoint: HTTPURL? = nil,
        addressing: Addressing = .automatic,
        expectedBucketOwner: String? = nil,
        encryptionKey: String? = nil
    ) {
        self.bucket = bucket
        self.region = region
        self.endpoint = endpoint
        self.addressing = addressing
        self.expectedBucketOwner = expectedBucketOwner
        self.encryptionKey = encryptionKey
    }

    /// Returns the URL of an object.
    public func url(ofKey key: String, query: [HTTPURL.QueryItem] = []) -> HTTPURL {
        var url = endpoint ?? region.endpoint(of: "s3")
        let base = url.path.hasSuffix("/") ? String(url.path.dropLast()) : url.path
        if usesPathStyle(host: url.host, scheme: url.scheme) {
            url.path = "\(base)/\(bucket)/\(key)"
        } else {
            url.host = "\(bucket).\(url.host)"
            url.path = "\(base)/\(key)"
        }
        url.query = query
        return url
    }

    private func usesPathStyle(host: String, scheme: HTTPURL.Scheme) -> Bool {
        switch addressing {
        case .path: true
        case .virtualHost: false
        case .automatic: !bucket.isHostName || isAddress(host) || bucket.hasDots && scheme == .https
        }
    }
}

/// Whether no name can stand before a host: an IPv6 address in brackets, an IPv4 address, `localhost`.
private func isAddress(_ host: String) -> Bool {
    host.hasPrefix("[") || host == "localhost" || host.utf8.allSatisfy { (UInt8(ascii: ".")...0x39).contains($0) }
}
