public import AWSNames

/// An S3 bucket for assets, with a repository for images.
public struct S3Destination: Sendable, Hashable {
    /// The bucket.
    public let bucket: String
    /// The prefix of all keys: empty, or ending in `/`.
    public let prefix: String
    /// The bucket's region: that of the environment or profile if nil.
    public let region: String?
    /// The account that must own the bucket, or every request fails.
    public let expectedBucketOwner: String?
    /// The ECR repository for images.
    public let repository: String?
    /// The account of the repository, where it is not the bucket's owner.
    public let account: String?
    /// The KMS key that the objects are encrypted with, as its ARN: the bucket's own encryption if nil.
    public let encryptionKey: String?
    /// Where S3 requests go instead of AWS.
    public let endpoint: String?
    /// The position of the bucket's name in URLs.
    public let addressing: BucketAddressing
    /// The profile of the shared AWS configuration files to use.
    public let profile: String?

    /// Describes a bucket.
    ///
    /// - Parameter prefix: Ends in `/` or gets one; may not begin with one.
    /// - Throws: `ManifestError.invalidProperty` for the first property that breaks its rule.
    public init(
        bucket: String,
        prefix: String = "",
        region: String? = nil,
        expectedBucketOwner: String? = nil,
        repository: String? = nil,
        account: String? = nil,
        encryptionKey: String? = nil,
        endpoint: String? = nil,
        addressing: BucketAddressing = .auto,
        profile: String? = nil
    ) throws(ManifestError) {
        self.bucket = bucket
        self.prefix = prefix.withTrailingSlash
        self.region = region
        self.expectedBucketOwner = expectedBucketOwner
        self.repository = repository
        self.account = account
        self.encryptionKey = encryptionKey
        self.endpoint = endpoint
        self.addressing = addressing
        self.profile = profile
        for (property, text, rule) in [
            (Property.bucket, bucket, NamingRule.bucket), (.prefix, prefix, .keyPrefix), (.region, region, .region),
            (.expectedBucketOwner, expectedBucketOwner, .account), (.repository, repository, .repository),
            (.account, account, .account), (.encryptionKey, encryptionKey, .encryptionKey),
            (.endpoint, endpoint, .endpoint),
        ] as [(Property, String?, NamingRule)] {
            guard let text, !rule.accepts(text) else { continue }
            throw .invalidProperty(name: property.rawValue, value: text, rule: rule.description)
        }
    }
}

extension NamingRule {
    /// Room is left for an address of 64 digits and a suffix within S3's 1,024 bytes a key.
    fileprivate static let keyPrefix = NamingRule(
        "must be a key prefix such as 'assets/': at most 900 bytes, no '/' at the beginning, no '//', '.' or '..' in it"
    ) { prefix in
        let parts = prefix.withTrailingSlash.dropLast().split(separator: "/", omittingEmptySubsequences: false)
        return prefix.utf8.count <= 900
            && (prefix.isEmpty || parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." })
    }
}

extension String {
    fileprivate var withTrailingSlash: String { isEmpty || hasSuffix("/") ? self : self + "/" }
}

// MARK: Reading

extension BucketAddressing: DocumentWord {}

extension S3Destination: DocumentObject {
    package enum Property: String, DocumentProperty {
        case bucket, prefix, region, expectedBucketOwner, repository, account, encryptionKey, endpoint, addressing
        case profile
    }

    package init(reading value: DocumentValue) {
        let properties = DocumentProperties<Property>(value)
        func text(_ property: Property, _ rule: NamingRule) -> String? {
            guard properties.has(property) else { return nil }
            let value = properties.requiredValue(property)
            let text = String(reading: value)
            if !rule.accepts(text) { value.report(.invalidValue, rule.description) }
            return text
        }
        bucket = text(.bucket, .bucket) ?? properties.required(.bucket)
        prefix = (text(.prefix, .keyPrefix) ?? "").withTrailingSlash
        region = text(.region, .region)
        expectedBucketOwner = text(.expectedBucketOwner, .account)
        repository = text(.repository, .repository)
        account = text(.account, .account)
        encryptionKey = text(.encryptionKey, .encryptionKey)
        endpoint = text(.endpoint, .endpoint)
        addressing = properties.value(.addressing, default: .auto)
        profile = properties.optional(.profile)
    }
}
