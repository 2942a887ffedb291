internal import AWSNames
internal import Basics
internal import Manifests

// Rules for the objects, packages and images that a definition refers to, from the Amazon SageMaker API Reference.

extension NamingRule {
    /// Source: the parameters `DestinationS3Uri` and `S3OutputPath`, at most 512 characters.
    ///
    /// The API's own pattern accepts nearly any text.
    static let s3URI = NamingRule(
        "must be an S3 URI such as 's3://bucket/prefix', of at most 512 characters"
    ) { uri in
        guard uri.unicodeScalars.count <= 512, let (bucket, _) = ObjectLocation.parts(of: uri) else { return false }
        return NamingRule.bucket.accepts(bucket)
    }

    /// Source: `ChannelName` of AdditionalModelDataSource.
    static let channel = NamingRule(
        "must be a channel name: 1 to 64 letters, digits, '.', '-' and '_'",
        /[A-Za-z0-9.\-_]{1,64}/
    )

    /// Source: `ModelPackageName` of ContainerDefinition; the name has at most 63 characters, as has that of a package group.
    static let modelPackage = NamingRule(
        "must be the name of a model package, 'name' or 'name/version', or its ARN: at most 176 characters"
    ) { name in
        guard (1...176).contains(name.utf8.count), modelPackageForm.matches(name) else { return false }
        return !name.hasPrefix("arn:") || ARN(name) != nil
    }

    private static let modelPackageForm = Pattern(
        /(arn:aws[a-z\-]*:sagemaker:[a-z0-9\-]{9,16}:[0-9]{12}:model-package\/)?[a-zA-Z0-9]([a-zA-Z0-9\-]{0,61}[a-zA-Z0-9])?(\/[0-9]{1,9})?/
    )

    static let modelARN = sageMakerARN("model")
    static let endpointARN = sageMakerARN("endpoint")
    static let endpointConfigARN = sageMakerARN("endpoint-config")

    private static func sageMakerARN(_ kind: String) -> NamingRule {
        NamingRule("must be an ARN such as 'arn:aws:sagemaker:eu-west-1:123456789012:\(kind)/name'") { arn in
            ARN(arn)?.regionalName(ofType: kind, in: "sagemaker").map(NamingRule.name.accepts) ?? false
        }
    }

    /// Source: `InferenceAmiVersion` of ProductionVariant.
    static let machineImage = NamingRule(
        "must be a version such as 'al2-ami-sagemaker-inference-gpu-3-1'",
        /al2(?:023)?-ami-sagemaker-inference-[a-z]+(-[0-9]+)+/
    )
}
