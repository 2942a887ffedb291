internal import Manifests

/// The asynchronous inference of an endpoint: requests are queued, and their responses are written to S3.
///
/// Source: AsyncInferenceConfig in the Amazon SageMaker API Reference.
public struct AsyncInference: Sendable, Hashable {
    /// A notification that can include the inference response.
    public enum Notification: String, Sendable, Hashable, CaseIterable {
        /// The notification of a successful request.
        case success = "SUCCESS_NOTIFICATION_TOPIC"
        /// The notification of a failed request.
        case error = "ERROR_NOTIFICATION_TOPIC"
    }

    /// The S3 URI that responses are written below, `s3://bucket/prefix`; nil if each request gives its own.
    public var outputPath: String?
    /// The S3 URI that the responses of failed requests are written below; nil to discard them.
    public var failurePath: String?
    /// The maximum number of concurrent requests per instance, 1 to 1,000; nil for SageMaker's choice.
    public var maxConcurrentInvocationsPerInstance: Int?
    /// The ARN of the SNS topic that is notified of successful requests; nil for none.
    public var successTopic: String?
    /// The ARN of the SNS topic that is notified of failed requests; nil for none.
    public var errorTopic: String?
    /// The notifications that include the inference response.
    public var includeInferenceResponseIn: [Notification]
    /// The id or ARN of the KMS key that encrypts the responses; nil for the bucket's default encryption.
    public var encryptionKey: String?

    /// Creates settings of asynchronous inference; omitted ones are SageMaker's defaults.
    public init(
        outputPath: String? = nil,
        failurePath: String? = nil,
        maxConcurrentInvocationsPerInstance: Int? = nil,
        successTopic: String? = nil,
        errorTopic: String? = nil,
        includeInferenceResponseIn: [Notification] = [],
        encryptionKey: String? = nil
    ) {
        self.outputPath = outputPath
        self.failurePath = failurePath
        self.maxConcurrentInvocationsPerInstance = maxConcurrentInvocationsPerInstance
        self.successTopic = successTopic
        self.errorTopic = errorTopic
        self.includeInferenceResponseIn = includeInferenceResponseIn
        self.encryptionKey = encryptionKey
    }
}

// MARK: Reading

extension AsyncInference.Notification: DocumentEnum {}

extension AsyncInference: DocumentObject {
    package enum Property: String, DocumentProperty {
        case outputPath, failurePath, maxConcurrentInvocationsPerInstance, successTopic, errorTopic
        case includeInferenceResponseIn, encryptionKey
    }

    package init(reading value: DocumentValue) {
        let properties = DocumentProperties<Property>(value)
        self.init(
            outputPath: properties.optional(.outputPath),
            failurePath: properties.optional(.failurePath),
            maxConcurrentInvocationsPerInstance: properties.optional(.maxConcurrentInvocationsPerInstance),
            successTopic: properties.optional(.successTopic),
            errorTopic: properties.optional(.errorTopic),
            includeInferenceResponseIn: properties.value(.includeInferenceResponseIn, default: []),
            encryptionKey: properties.optional(.encryptionKey)
        )
    }
}
