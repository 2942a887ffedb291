/// An S3 bucket for assets, with a repository for images.
public struct S3Destination: Sendable, Hashable {
    /// How a bucket is named in requests.
    public enum Addressing: String, Sendable, Hashable, CaseIterable, Decodable {
        /// In the host name on AWS, in the path at other endpoints.
        case auto
        /// In the path: `https://endpoint/bucket/key`.
        case path
        /// In the host name: `https://bucket.endpoint/key`.
        case virtualHost
    }

    /// The bucket.
    public let bucket: String
    /// What keys begin with: empty, or ending in `/`.
    public let prefix: String
    /// The bucket's region: that of the environment or profile if nil.
    public let region: String?
    /// The account that must own the bucket, or every request fails.
    public let expectedBucketOwner: String?
    /// The ECR repository for images.
    public let repository: String?
    /// The account of the repository, where it is not the bucket's owner.
    public let account: String?
    /// Where S3 requests go instead of AWS.
    public let endpoint: String?
    /// How the bucket is named in requests.
    public let addressing: Addressing
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
        endpoint: String? = nil,
        addressing: Addressing = .auto,
        profile: String? = nil
    ) throws(ManifestError) {
        self.bucket = try Self.checked(bucket, .bucket, .bucket)
        self.prefix = try Self.checked(prefix, .keyPrefix, .prefix).withTrailingSlash
        self.region = try Self.checked(region, .region, .region)
        self.expectedBucketOwner = try Self.checked(expectedBucketOwner, .account, .expectedBucketOwner)
        self.repository = try Self.checked(repository, .repository, .repository)
        self.account = try Self.checked(account, .account, .account)
        self.endpoint = try Self.checked(endpoint, .endpoint, .endpoint)
        self.addressing = addressing
        self.profile = profile
    }

    private static func checked(_ value: String, _ rule: NamingRule, _ key: CodingKeys) throws(ManifestError) -> String
    {
        guard rule.accepts(value) else {
            throw .invalidProperty(name: key.rawValue, value: value, rule: rule.description)
        }
        return value
    }

    private static func checked(
        _ value: String?,
        _ rule: NamingRule,
        _ key: CodingKeys
    ) throws(ManifestError) -> String? {
        guard let value else { return nil }
        return try checked(value, rule, key) as String
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

// MARK: Decoding

extension S3Destination: Decodable {
    package enum CodingKeys: String, PropertyKey {
        case bucket, prefix, region, expectedBucketOwner, repository, account, endpoint, addressing, profile
    }

    /// Decodes an S3 destination of a manifest.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.strictContainer(keyedBy: CodingKeys.self)
        let addressing = try container.decodeIfPresent(String.self, forKey: .addressing) ?? "auto"
        guard let addressing = Addressing(rawValue: addressing) else {
            throw DecodingError.mistake(
                at: container.codingPath + [CodingKeys.addressing],
                "must be one of auto, path, virtualHost"
            )
        }
        do {
            try self.init(
                bucket: container.decode(String.self, forKey: .bucket),
                prefix: container.decodeIfPresent(String.self, forKey: .prefix) ?? "",
                region: container.decodeIfPresent(String.self, forKey: .region),
                expectedBucketOwner: container.decodeIfPresent(String.self, forKey: .expectedBucketOwner),
                repository: container.decodeIfPresent(String.self, forKey: .repository),
                account: container.decodeIfPresent(String.self, forKey: .account),
                endpoint: container.decodeIfPresent(String.self, forKey: .endpoint),
                addressing: addressing,
                profile: container.decodeIfPresent(String.self, forKey: .profile)
            )
        } catch ManifestError.invalidProperty(let name, _, let rule) {
            throw DecodingError.mistake(at: container.codingPath + [AnyKey(stringValue: name)], rule)
        }
    }
}
