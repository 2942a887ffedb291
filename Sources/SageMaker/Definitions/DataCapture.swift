internal import Manifests

/// The capture of requests and responses: which, and where they are kept.
///
/// Source: DataCaptureConfig in the Amazon SageMaker API Reference.
public struct DataCapture: Sendable, Hashable {
    /// A part of an invocation.
    public enum CaptureOption: String, Sendable, Hashable, CaseIterable {
        /// The request.
        case input = "Input"
        /// The answer.
        case output = "Output"
        /// Both, in one record.
        case inputAndOutput = "InputAndOutput"
    }

    /// Where to, `s3://bucket/prefix`.
    public var destinationS3Uri: String
    /// The share of the invocations, in percent.
    public var initialSamplingPercentage: Int
    /// The payloads that are captured: inputs, outputs or both.
    public var captureOptions: [CaptureOption]
    /// Whether it is on.
    public var enabled: Bool
    /// The KMS key, id or ARN, to encrypt it with: none of one's own if nil.
    public var encryptionKey: String?
    /// The content types that are kept as they are, as CSV: no others if empty.
    public var csvContentTypes: [String]
    /// The content types that are kept as they are, as JSON: no others if empty.
    public var jsonContentTypes: [String]

    /// Captures a percentage of the requests below an S3 URI.
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

extension DataCapture.CaptureOption: DocumentWord {}

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
