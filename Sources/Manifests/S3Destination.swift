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
    /// The settings of the repository if a publish is to create it; nil if it must exist.
    public let createRepository: RepositoryCreation?
    /// The host, and the port if it is not HTTPS's, of a registry other than Amazon ECR; nil for ECR.
    public let registry: String?
    /// The ARN of the AWS Lambda function that gives SageMaker the credentials of the registry; nil for one without.
    public let repositoryCredentialsProviderArn: String?
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
        createRepository: RepositoryCreation? = nil,
        registry: String? = nil,
        repositoryCredentialsProviderArn: String? = nil,
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
        self.createRepository = createRepository
        self.registry = registry
        self.repositoryCredentialsProviderArn = repositoryCredentialsProviderArn
        self.encryption = encryption
        self.encryptionKey = encryptionKey
        self.endpoint = endpoint
        self.addressing = addressing
        self.profile = profile
        for (property, text, rule) in [
            (Property.bucket, bucket, NamingRule.bucket), (.prefix, prefix, .keyPrefix), (.region, region, .region),
            (.expectedBucketOwner, expectedBucketOwner, .account), (.repository, repository, .repository),
            (.account, account, .account), (.encryptionKey, encryptionKey, .encryptionKey),
            (.endpoint, endpoint, .endpoint), (.registry, registry, .registry),
            (.repositoryCredentialsProviderArn, repositoryCredentialsProviderArn, .function),
            (.createRepository, createRepository?.encryptionKey, .keyID),
        ] as [(Property, String?, NamingRule)] {
            guard let text, !rule.accepts(text) else { continue }
            throw .invalidProperty(name: property.rawValue, value: text, rule: rule.description)
        }
        if let encryption, encryptionKey != nil, !encryption.usesKMS {
            let rule = "does not use the KMS key that 'encryptionKey' names"
            throw .invalidProperty(name: Property.encryption.rawValue, value: encryption.rawValue, rule: rule)
        }
        if let conflict = conflicts.first {
            throw .invalidProperty(name: conflict.property.rawValue, value: conflict.value, rule: conflict.message)
        }
    }
}

extension NamingRule {
    /// At most 880 bytes, which leaves room for any bucket, an address of 64 digits and a suffix within the 1,024 characters of
    /// CreateModel's `ModelDataUrl`, and so within those of S3's keys.
    fileprivate static let keyPrefix = NamingRule(
        "must be a key prefix such as 'assets/': at most 880 bytes, no '/' at the beginning, no '//', '.' or '..' in it"
    ) { prefix in
        let parts = prefix.withTrailingSlash.dropLast().split(separator: "/", omittingEmptySubsequences: false)
        return prefix.utf8.count <= 880
            && (prefix.isEmpty || parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." })
    }
}

extension String {
    fileprivate var withTrailingSlash: String { isEmpty || hasSuffix("/") ? self : self + "/" }
}

// MARK: Reading

extension BucketAddressing: DocumentEnum {}
extension ServerSideEncryption: DocumentEnum {}

extension S3Destination: DocumentPart {
    package enum Property: String, DocumentProperty {
        case bucket, prefix, region, expectedBucketOwner
        case repository, account, createRepository, registry, repositoryCredentialsProviderArn
        case encryption, encryptionKey, endpoint, addressing, profile
    }

    package init(reading value: DocumentValue, besides others: [String]) {
        let properties = DocumentProperties<Property>(value, besides: others)
        bucket = properties.text(.bucket, .bucket) ?? properties.required(.bucket)
        prefix = (properties.text(.prefix, .keyPrefix) ?? "").withTrailingSlash
        region = properties.text(.region, .region)
        expectedBucketOwner = properties.text(.expectedBucketOwner, .account)
        repository = properties.text(.repository, .repository)
        account = properties.text(.account, .account)
        createRepository = properties.optional(.createRepository)
        registry = properties.text(.registry, .registry)
        repositoryCredentialsProviderArn = properties.text(.repositoryCredentialsProviderArn, .function)
        encryption = properties.optional(.encryption)
        encryptionKey = properties.text(.encryptionKey, .encryptionKey)
        endpoint = properties.text(.endpoint, .endpoint)
        addressing = properties.value(.addressing, default: .auto)
        profile = properties.optional(.profile)
        if let encryption, encryptionKey != nil, !encryption.usesKMS {
            value.report(
                .conflictingProperties,
                "has an 'encryptionKey', which 'encryption: \(encryption.rawValue)' does not use",
                fix: "remove one of them, or set 'encryption' to '\(ServerSideEncryption.kms.rawValue)'"
            )
        }
        for conflict in conflicts {
            let value = properties.requiredValue(conflict.property)
            value.report(.conflictingProperties, conflict.message, fix: conflict.fix)
        }
    }
}
