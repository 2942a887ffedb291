internal import Manifests

/// The capture of an endpoint's requests and responses in S3.
///
/// Source: DataCaptureConfig in the Amazon SageMaker API Reference.
public struct DataCapture: Sendable, Hashable {
    /// A payload of an invocation.
    public enum CaptureOption: String, Sendable, Hashable, CaseIterable {
        /// The request payload.
        case input = "Input"
        /// The response payload.
        case output = "Output"
        /// Both payloads, in one record.
        case inputAndOutput = "InputAndOutput"
    }

    /// The S3 URI that captures are written below, `s3://bucket/prefix`.
    public var destinationS3Uri: String
    /// The percentage of invocations that are captured, 0 to 100.
    public var initialSamplingPercentage: Int
    /// The captured payloads: inputs, outputs or both.
    public var captureOptions: [CaptureOption]
    /// Whether invocations are captured.
    public var enabled: Bool
    /// The id or ARN of the KMS key that encrypts the captures; nil for the bucket's default encryption.
    public var encryptionKey: String?
    /// The content types that are captured as CSV text; all others are captured in base64.
    public var csvContentTypes: [String]
    /// The content types that are captured as JSON text; all others are captured in base64.
    public var jsonContentTypes: [String]

    /// Creates settings that capture a percentage of the invocations below an S3 URI.
    public init(
        destinationS3Uri: String,
        initialSamplingPercentage: Int,
        captureOptions: [CaptureOption] = [.input, .output],
        enabled: Bool = true,
        encryptionKey: String? = nil,
        csvContentTypes: [String] = [],
        jsonContentTypes: [String] = []
    ) {
        self.destinationS3Uri = destinationS3Uri
        self.initialSamplingPercentage = initialSamplingPercentage
        self.captureOptions = captureOptions
        self.enabled = enabled
        self.encryptionKey = encryptionKey
        self.csvContentTypes = csvContentTypes
        self.jsonContentTypes = jsonContentTypes
    }
}

// MARK: Reading

extension DataCapture.CaptureOption: DocumentEnum {}

extension DataCapture: DocumentObject {
    package enum Property: String, DocumentProperty {
        case destinationS3Uri, initialSamplingPercentage, captureOptions, enabled, encryptionKey, csvContentTypes
        case jsonContentTypes
    }

    package init(reading value: DocumentValue) {
        let properties = DocumentProperties<Property>(value)
        self.init(
            destinationS3Uri: properties.required(.destinationS3Uri),
            initialSamplingPercentage: properties.required(.initialSamplingPercentage),
            captureOptions: properties.value(.captureOptions, default: [.input, .output]),
            enabled: properties.value(.enabled, default: true),
            encryptionKey: properties.optional(.encryptionKey),
            csvContentTypes: properties.value(.csvContentTypes, default: []),
            jsonContentTypes: properties.value(.jsonContentTypes, default: [])
        )
    }
}
