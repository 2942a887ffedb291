/// The settings of an Amazon ECR repository that is created if it is missing.
///
/// Source: CreateRepository in the Amazon ECR API Reference.
public struct RepositoryCreation: Sendable, Hashable {
    /// Whether ECR scans each image for vulnerabilities when it is pushed.
    public var scanOnPush: Bool
    /// Whether a tag names one image for ever.
    public var immutableTags: Bool
    /// The id, alias or ARN of the KMS key that encrypts the images; nil for ECR's own encryption.
    public var encryptionKey: String?

    /// Describes a repository; omitted settings have ECR's defaults.
    public init(scanOnPush: Bool = false, immutableTags: Bool = false, encryptionKey: String? = nil) {
        self.scanOnPush = scanOnPush
        self.immutableTags = immutableTags
        self.encryptionKey = encryptionKey
    }
}
