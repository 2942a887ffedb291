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
        func check(_ text: String?, _ rule: NamingRule, _ property: Property) throws(ManifestError) {
            guard let text, !rule.accepts(text) else { return }
            throw .invalidProperty(name: property.rawValue, value: text, rule: rule.description)
        }
        try check(bucket, .bucket, .bucket)
        try check(prefix, .keyPrefix, .prefix)
        try check(region, .region, .region)
        try check(expectedBucketOwner, .account, .expectedBucketOwner)
        try check(repository, .repository, .repository)
        try check(account, .account, .account)
        try check(encryptionKey, .encryptionKey, .encryptionKey)
        try check(endpoint, .endpoint, .endpoint)
        self.init(
            unchecked: bucket,
            prefix: prefix,
            region: region,
            expectedBucketOwner: expectedBucketOwner,
            repository: repository,
            account: account,
            encryptionKey: encryptionKey,
            endpoint: endpoint,
            addressing: addressing,
            profile: profile
        )
    }

    private init(
        unchecked bucket: String,
        prefix: String,
        region: String?,
        expectedBucketOwner: String?,
        repository: String?,
        account: String?,
        encryptionKey: String?,
        endpoint: String?,
        addressing: BucketAddressing,
        profile: String?
    ) {
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

extension BucketAddressing: ManifestWord {}

extension S3Destination: ManifestObject {
    package enum Property: String, ManifestProperty {
        case bucket, prefix, region, expectedBucketOwner, repository, account, encryptionKey, endpoint, addressing
        case profile
    }

    package init(reading value: ManifestValue) {
        let properties = ManifestProperties<Property>(value)
        func text(_ property: Property, _ rule: NamingRule) -> String? {
            guard properties.has(property) else { return nil }
            let value = properties.requiredValue(property)
            let text = String(reading: value)
            if !rule.accepts(text) { value.note(rule.description) }
            return text
        }
        let bucket: String = text(.bucket, .bucket) ?? properties.required(.bucket)
        self.init(
            unchecked: bucket,
            prefix: text(.prefix, .keyPrefix) ?? "",
            region: text(.region, .region),
            expectedBucketOwner: text(.expectedBucketOwner, .account),
            repository: text(.repository, .repository),
            account: text(.account, .account),
            encryptionKey: text(.encryptionKey, .encryptionKey),
            endpoint: text(.endpoint, .endpoint),
            addressing: properties.value(.addressing, default: .auto),
            profile: properties.optional(.profile)
        )
    }
}
