public import AWSNames

/// An S3 bucket for assets, with a repository for images.
public struct S3Destination: Sendable, Hashable {
    /// The bucket's name.
    public let bucket: String
    /// The prefix of all keys: empty, or ending in `/`.
    public let prefix: String
    /// The bucket's region; nil for that of the environment or profile.
    public let region: String?
    /// The account that must own the bucket, or every request fails; nil for no check.
    public let expectedBucketOwner: String?
    /// The name of the ECR repository for images; nil for none.
    public let repository: String?
    /// The account of the repository; nil for the bucket's owner.
    public let account: String?
    /// The encryption of the objects; nil for that of the key, or for the bucket's default encryption.
    public let encryption: ServerSideEncryption?
    /// The ARN of the KMS key that encrypts the objects; nil for the bucket's default encryption.
    public let encryptionKey: String?
    /// The URL of an S3-compatible server; nil for AWS.
    public let endpoint: String?
    /// The position of the bucket's name in URLs.
    public let addressing: BucketAddressing
    /// The profile of the shared AWS configuration files; nil for that of the environment.
    public let profile: String?

    /// Creates a destination.
    ///
    /// - Parameter prefix: The prefix of all keys, to which a missing `/` is appended; must not begin with `/`.
    /// - Throws: `ManifestError.invalidProperty` for the first property that violates its rule.
    public init(
        bucket: String,
        prefix: String = "",
        region: String? = nil,
        expectedBucketOwner: String? = nil,
        repository: String? = nil,
        account: String? = nil,
        encryption: ServerSideEncryption? = nil,
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
        self.encryption = encryption
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
        if let encryption, encryptionKey != nil, !encryption.usesKMS {
            let rule = "does not use the KMS key that 'encryptionKey' names"
            throw .invalidProperty(name: Property.encryption.rawValue, value: encryption.rawValue, rule: rule)
        }
    }
}

extension NamingRule {
    /// At most 900 bytes, which leaves room for an address of 64 digits and a suffix within S3's limit of 1,024 bytes.
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

extension BucketAddressing: DocumentEnum {}
extension ServerSideEncryption: DocumentEnum {}

extension S3Destination: DocumentObject {
    package enum Property: String, DocumentProperty {
        case bucket, prefix, region, expectedBucketOwner, repository, account, encryption, encryptionKey
        case endpoint, addressing, profile
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
        encryption = properties.optional(.encryption)
        encryptionKey = text(.encryptionKey, .encryptionKey)
        endpoint = text(.endpoint, .endpoint)
        addressing = properties.value(.addressing, default: .auto)
        profile = properties.optional(.profile)
        if let encryption, encryptionKey != nil, !encryption.usesKMS {
            value.report(
                .conflictingProperties,
                "has an 'encryptionKey', which 'encryption: \(encryption.rawValue)' does not use",
                fix: "remove one of them, or set 'encryption' to '\(ServerSideEncryption.kms.rawValue)'"
            )
        }
    }
}
