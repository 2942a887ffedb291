internal import Manifests

/// Where the answers of an endpoint go that nobody waits for.
///
/// Source: AsyncInferenceConfig in the Amazon SageMaker API Reference.
public struct AsyncInference: Sendable, Hashable {
    /// A notification that can carry the answer.
    public enum Notification: String, Sendable, Hashable, CaseIterable {
        /// The one of a success.
        case success = "SUCCESS_NOTIFICATION_TOPIC"
        /// The one of an error.
        case error = "ERROR_NOTIFICATION_TOPIC"
    }

    /// Where the answers go, `s3://bucket/prefix`: where each request says if nil.
    public var outputPath: String?
    /// Where the answers of requests go that failed, `s3://bucket/prefix`: nowhere if nil.
    public var failurePath: String?
    /// How many requests each instance gets at a time: SageMaker's own choice if nil.
    public var maxConcurrentInvocationsPerInstance: Int?
    /// The ARN of the SNS topic that is told of successes: none if nil.
    public var successTopic: String?
    /// The ARN of the SNS topic that is told of errors: none if nil.
    public var errorTopic: String?
    /// The notifications that carry the answer.
    public var includeInferenceResponseIn: [Notification]
    /// The KMS key, id or ARN, to encrypt the answers with: none of one's own if nil.
    public var encryptionKey: String?

    /// Writes responses, errors and notifications to these places.
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

extension AsyncInference.Notification: DocumentWord {}

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
