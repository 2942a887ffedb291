public import AWS
public import HTTP

/// Where a bucket is and how it is addressed.
public struct S3Configuration: Sendable, Hashable {
    /// Where the bucket's name stands in a URL.
    public enum Addressing: String, Sendable, Hashable, CaseIterable {
        /// In the host, but in the path where that cannot work: hosts that are addresses or `localhost`, names that are
        /// no host names, and names with dots over TLS.
        case automatic
        /// `https://HOST/BUCKET/KEY`.
        case path
        /// `https://BUCKET.HOST/KEY`.
        case virtualHost
    }

    /// The bucket.
    public var bucket: BucketName
    /// The region that signatures are made for.
    public var region: Region
    /// Another server that speaks S3, or nil for AWS's own, which is only ever reached with TLS.
    public var endpoint: HTTPURL?
    /// Where the bucket's name stands in a URL.
    public var addressing: Addressing
    /// The account that the bucket must belong to, which S3 then checks with every request.
    public var expectedBucketOwner: String?
    /// The ARN of the KMS key that objects are encrypted with: the bucket's own encryption if nil.
    ///
    /// Source: "Specifying server-side encryption with AWS KMS (SSE-KMS)" in the Amazon S3 User Guide.
    public var encryptionKey: String?

    /// Makes a configuration.
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
        var url = endpoint ?? HTTPURL(scheme: .https, host: "s3.\(region).\(region.partition.dnsSuffix)")
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
