internal import AWSNames
internal import Basics
internal import Manifests

// Source: DataCaptureConfig in the Amazon SageMaker API Reference.

extension DataCapture {
    func diagnostics(at path: PropertyPath) -> [Diagnostic] {
        var check = RuleCheck<Self>(at: path)
        check.require(destinationS3Uri, at: .destinationS3Uri, .s3URI)
        check.require(encryptionKey, at: .encryptionKey, .keyID)
        check.require(initialSamplingPercentage, at: .initialSamplingPercentage, in: 0...100, unit: " percent")
        check.requireCount(of: captureOptions, at: .captureOptions, in: 1...32, "options")
        for (property, types) in [(Property.csvContentTypes, csvContentTypes), (.jsonContentTypes, jsonContentTypes)] {
            check.requireCount(of: types, at: property, in: 0...10, "content types")
            check.requireEach(types, at: property, .contentType)
        }
        return check.diagnostics
    }
}

extension NamingRule {
    /// Source: `CsvContentTypes` and `JsonContentTypes` of CaptureContentTypeHeader, which allow no `+`.
    fileprivate static let contentType = NamingRule(
        "must be a content type such as 'text/csv', of letters, digits, '-', one '/' and, behind it, '.'",
        byteCount: 1...256,
        /[a-zA-Z0-9](-*[a-zA-Z0-9])*\/[a-zA-Z0-9](-*[a-zA-Z0-9.])*/
    )
}

// Source: AsyncInferenceConfig in the Amazon SageMaker API Reference.

extension AsyncInference {
    func diagnostics(at path: PropertyPath) -> [Diagnostic] {
        var check = RuleCheck<Self>(at: path)
        let maximum = maxConcurrentInvocationsPerInstance
        check.require(maximum, at: .maxConcurrentInvocationsPerInstance, in: 1...1000)
        check.require(outputPath, at: .outputPath, .s3URI)
        check.require(failurePath, at: .failurePath, .s3URI)
        check.require(successTopic, at: .successTopic, .topic)
        check.require(errorTopic, at: .errorTopic, .topic)
        check.require(encryptionKey, at: .encryptionKey, .keyID)
        let included = includeInferenceResponseIn
        check.requireCount(of: included, at: .includeInferenceResponseIn, in: 0...2, "notifications")
        return check.diagnostics
    }
}
